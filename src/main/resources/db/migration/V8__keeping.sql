-- What the chain of the audit holds in place of a sealed reason, so that a reason can be sealed with another key: for new
-- entries a salted hash of the reason, for entries of before this version the bytes as they were first sealed.
alter table audit add column proof ${bytes};

-- Which keys the hubs that run now know, so that nothing is sealed with a key that one of them cannot open.
create table keyrings (
    run     varchar(40)   primary key,
    node    varchar(200)  not null,
    known   varchar(1000) not null,
    seen_at bigint        not null
);
