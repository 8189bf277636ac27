-- The ids that services gave to orders, as keyed hashes. The row without holder belongs to the order that had the id first;
-- orders with the same question that were given the same id have rows of their own.
create table service_ids (
    service   varchar(40) not null,
    reference ${bytes}    not null,
    holder    varchar(36) not null,
    order_id  varchar(36) not null,
    question  ${bytes}    not null,
    primary key (service, reference, holder)
);
create index service_ids_order on service_ids (order_id);

-- The order whose answer spoke of a limit last, and when: a second one stops the budget.
alter table budgets add column words_by varchar(36);
alter table budgets add column words_at bigint;
