-- How many log-ins in a row got no answer or were asked to come later; 0 for a hold after refusals.
alter table holds add column log_ins integer not null default 0;
