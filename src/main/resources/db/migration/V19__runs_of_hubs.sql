-- Which run of a hub has a name now. Another run of that name may begin only when this one has ended or shows no sign of life.
create table nodes (
    node    varchar(200) primary key,
    run     varchar(40)  not null,
    -- the data directory on its machine since that was switched on: while its lock is held, no earlier run of it is alive
    place   varchar(64)  not null,
    beat    bigint       not null,
    ended   integer      not null,
    seen_at bigint       not null
);

-- Which run writes a result file, so that it is written at once when that run is dead.
alter table batch_files add column claimed_by varchar(40);
