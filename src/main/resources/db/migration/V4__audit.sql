-- Who saw or did what. Rows are only ever added; each carries the hash of the one before it, and the newest hash stands
-- sealed in facts, so that a row that is changed, moved or taken away shows.
create table audit (
    number   bigint       primary key,
    at       bigint       not null,
    who      varchar(200) not null,
    what     varchar(40)  not null,
    order_id varchar(36),
    why      ${bytes},
    link     ${bytes}     not null
);
create index audit_order on audit (order_id, number) where order_id is not null;
create index audit_who on audit (who, number);

-- Parked orders by problem, for the screen that groups them.
create index orders_parked on orders (problem_code, operation, id) where state = 'parked';

-- The few orders of an operation that have not completed, for lists by operation and state.
create index orders_operation_state on orders (operation, state, id) where state <> 'completed';
