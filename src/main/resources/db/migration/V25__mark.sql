-- How far the ledger has come, for the comparison with the number in the file beside it (SQLite).
create table ledger_mark (
    id     integer primary key,
    number bigint  not null
);
