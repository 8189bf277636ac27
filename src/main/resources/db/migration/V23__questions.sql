-- How often an order was asked: questions in vain are what the poll plan may spend.
alter table answer_times add column questions integer not null default 1;
