-- 0: claimed, and nothing left yet; 1: may have left; null: not known (the step does not say it, or an older version wrote it).
alter table attempts add column may_have_left integer;
