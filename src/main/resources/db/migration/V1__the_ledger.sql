-- One dialect for SQLite and PostgreSQL; ${bytes} is the vendor's type for bytes.
-- All times are milliseconds since 1970-01-01T00:00Z by Java's clock. Patient data stands in ${bytes} columns only, sealed.

create table facts (
    name  varchar(40) primary key,
    value ${bytes} not null
);

create table orders (
    id             varchar(36)  primary key,
    operation      varchar(100) not null,
    order_key      varchar(300) not null unique,
    fingerprint    ${bytes}     not null,
    question       ${bytes},
    priority       integer      not null,
    owner          varchar(200) not null,
    address_kind   varchar(10)  not null,
    address        ${bytes},
    batch_id       varchar(36),
    record_no      bigint,
    accepted_at    bigint       not null,
    -- the course of the order
    state          varchar(10)  not null,
    step           varchar(60)  not null,
    delivering     integer      not null,
    attempts       integer      not null,
    tries          integer      not null,
    failures       integer      not null,
    unsure         integer      not null,
    entered_at     bigint       not null,
    tried_at       bigint,
    due_at         bigint,
    why            varchar(1000),
    finished_at    bigint,
    delivered_at   bigint,
    problem_code   varchar(100),
    problem_title  varchar(500),
    problem_detail varchar(4000),
    undelivered    varchar(10),
    claimed_by     varchar(200),
    lease_until    bigint,
    -- where it stands in the queue of its lane
    lane           varchar(40)  not null,
    rank           integer      not null,
    turn           bigint       not null,
    -- answers
    findings       ${bytes},
    reused_from    varchar(36),
    waits_for      varchar(36),
    asked_since    bigint,
    unanswered_at  bigint,
    emptied        integer      not null
);
create index orders_turn on orders (lane, priority, rank, turn) where due_at is not null;
create index orders_due on orders (lane, rank, due_at) where due_at is not null and rank < 3;
create index orders_lease on orders (lease_until) where lease_until is not null;
create index orders_batch on orders (batch_id, record_no) where batch_id is not null;
create index orders_question on orders (question) where question is not null;
create index orders_follower on orders (waits_for) where waits_for is not null;
create index orders_state on orders (state, id) where state <> 'completed';
create index orders_operation on orders (operation, id);
create index orders_owner on orders (owner, id);
create index orders_finished on orders (finished_at) where finished_at is not null and emptied = 0;

-- Apart from the orders, because those are rewritten at every step.
create table papers (
    order_id varchar(36) primary key,
    payload  ${bytes} not null,
    source   ${bytes},
    memory   ${bytes},
    result   ${bytes}
);

create table attempts (
    order_id   varchar(36)  not null,
    number     integer      not null,
    step       varchar(60)  not null,
    node       varchar(200) not null,
    started_at bigint       not null,
    ended_at   bigint,
    outcome    varchar(10),
    detail     varchar(2000),
    raw        ${bytes},
    primary key (order_id, number)
);

create table batches (
    id          varchar(36)  primary key,
    operation   varchar(100) not null,
    content     varchar(64)  not null,
    kind        varchar(10)  not null,
    separator   varchar(1)   not null,
    header      ${bytes},
    position    bigint       not null,
    sealed      integer      not null,
    accepted    bigint       not null,
    working     bigint       not null,
    waiting     bigint       not null,
    completed   bigint       not null,
    refused     bigint       not null,
    parked      bigint       not null,
    cancelled   bigint       not null,
    accepted_at bigint       not null,
    turn        bigint       not null,
    answered_at bigint,
    unique (operation, content)
);

create table batch_files (
    batch_id    varchar(36)  not null,
    file        varchar(500) not null,
    due_at      bigint,
    answered_at bigint,
    why         varchar(1000),
    primary key (batch_id, file)
);
create index batch_files_due on batch_files (due_at) where due_at is not null;

create table calls (
    order_id varchar(36)  not null,
    attempt  integer      not null,
    budget   varchar(40)  not null,
    left_at  bigint       not null,
    ended_at bigint,
    question integer      not null,
    primary key (order_id, attempt)
);
create index calls_budget on calls (budget, ended_at);

create table budgets (
    name          varchar(40) primary key,
    share         double precision not null,
    share_at      bigint      not null,
    stopped_until bigint,
    why           varchar(1000),
    strikes       integer     not null
);

create table pauses (
    service varchar(40)   primary key,
    who     varchar(200)  not null,
    why     varchar(1000) not null,
    since   bigint        not null
);

-- Orders by operation and state. Several slots, so that nodes do not wait for each other; the sum counts.
create table tallies (
    operation varchar(100) not null,
    state     varchar(10)  not null,
    slot      integer      not null,
    number    bigint       not null,
    primary key (operation, state, slot)
);

-- How long the answers took, without saying whose.
create table answer_times (
    operation varchar(100) not null,
    at        bigint       not null,
    lower_ms  bigint       not null,
    upper_ms  bigint
);
create index answer_times_newest on answer_times (operation, at);
