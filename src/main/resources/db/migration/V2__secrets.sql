-- Secrets that change while the hub runs, such as tokens; sealed. A lease says which node may renew one.
create table secrets (
    name         varchar(200) primary key,
    value        ${bytes},
    version      bigint      not null,
    holder       varchar(100),
    leased_until bigint
);
