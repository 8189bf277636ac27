-- The audit is looked through by deed, by person and deed, and by time.
create index audit_what on audit (what, number);
create index audit_who_what on audit (who, what, number);
create index audit_at on audit (at, number);

-- The network address that a deed was asked from; entries of before have none.
alter table audit add column caller varchar(60);
