-- Key and arguments of the sentences beside them, as JSON, as V40 has them for orders. Null in rows of earlier versions.
alter table attempts add column wording text;
alter table pauses add column wording text;
alter table holds add column wording text;
alter table budgets add column wording text;
