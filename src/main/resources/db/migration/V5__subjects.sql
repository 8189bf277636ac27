-- By whom people find an order again: keyed hashes of names and numbers, never these themselves. Hashes fall anywhere in an
-- index, so a million records would touch a million pages; each chunk of a dropped file therefore is a part of its own that
-- is written once from end to end, and what comes alone shares a part per hour. A search looks into every part.
create table subjects (
    part     bigint      not null,
    hash     bigint      not null,
    order_id varchar(36) not null,
    primary key (part, hash, order_id)
) ${clustered};
create index subjects_order on subjects (order_id);

-- Lists by state, whatever the others stand in. None of them is written when an order is accepted.
create index orders_completed on orders (id) where state = 'completed';
create index orders_operation_completed on orders (operation, id) where state = 'completed';
create index orders_batch_state on orders (batch_id, state, record_no) where batch_id is not null and state <> 'accepted';
create index orders_owner_state on orders (owner, state, id) where state <> 'accepted' and state <> 'completed';
