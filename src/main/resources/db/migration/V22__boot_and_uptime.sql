-- When a call left by the machine's own count of time, which no clock that is set moves: the boot, and milliseconds since it.
alter table calls add column boot varchar(40);
alter table calls add column left_up bigint;

-- What the hub's clock showed at which moment of which boot, so that a start knows whether the clock was set meanwhile.
create table clock_marks (
    boot  varchar(40) primary key,
    up_ms bigint      not null,
    at_ms bigint      not null
);
