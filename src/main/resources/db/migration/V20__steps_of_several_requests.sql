-- How many requests a try may send, and after its end how many it sent: a step of eHealth sends several.
alter table calls add column requests integer not null default 1;
