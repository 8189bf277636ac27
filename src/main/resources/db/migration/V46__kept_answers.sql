-- Answers that a service may call unchanged (ETag): sealed; the name is a keyed hash of whose answer it is.
create table kept_answers (
    name    varchar(64) primary key,
    value   ${bytes}    not null,
    kept_at bigint      not null
);
create index kept_answers_age on kept_answers (kept_at);
