-- The hubs that work on this ledger now, and whether clients can reach the broker inside them: an answer would go to the broker
-- of whichever hub delivers it.
create table brokers (
    id         varchar(40)  primary key,
    node       varchar(200) not null,
    open       integer      not null,
    started_at bigint       not null,
    seen_at    bigint       not null
);
