-- Services that are held because they did not accept who we are several times in a row: their orders wait, one tries now and then.
create table holds (
    service  varchar(40)   not null,
    -- which of our identities was refused; empty for all of them
    scope    varchar(400)  not null,
    code     varchar(100)  not null,
    why      varchar(1000) not null,
    since    bigint        not null,
    next_at  bigint        not null,
    refusals integer       not null,
    -- 1 when it has ended, and its orders are being brought back
    ended    integer       not null,
    primary key (service, scope)
);
