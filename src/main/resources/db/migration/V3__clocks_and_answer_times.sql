-- Which hub stamped a call: the clocks of nodes differ, so stamps of others are measured before they are compared.
alter table calls add column node varchar(200);
alter table calls add column run varchar(40);

-- One row for each order that was asked at least once, by when the service took it; is learned anew within minutes.
drop table answer_times;
create table answer_times (
    order_id   varchar(36)  primary key,
    operation  varchar(100) not null,
    ordered_at bigint       not null,
    lower_ms   bigint       not null,
    upper_ms   bigint
);
create index answer_times_newest on answer_times (operation, ordered_at);
