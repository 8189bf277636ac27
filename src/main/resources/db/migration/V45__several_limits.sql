-- A try may cost a request of several budgets.
alter table calls rename to calls_of_one_budget;
create table calls (
    order_id varchar(36)  not null,
    attempt  integer      not null,
    budget   varchar(40)  not null,
    left_at  bigint       not null,
    ended_at bigint,
    question integer      not null,
    node     varchar(200),
    run      varchar(40),
    requests integer      not null default 1,
    boot     varchar(40),
    left_up  bigint,
    primary key (order_id, attempt, budget)
);
insert into calls (order_id, attempt, budget, left_at, ended_at, question, node, run, requests, boot, left_up)
select order_id, attempt, budget, left_at, ended_at, question, node, run, requests, boot, left_up from calls_of_one_budget;
drop table calls_of_one_budget;
create index calls_budget on calls (budget, ended_at);
