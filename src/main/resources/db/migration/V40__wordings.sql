-- Key and arguments of the sentences in why, problem_title and problem_detail, as JSON: they are shown in the reader's language.
-- Null where only the English text is known, as in rows of earlier versions.
alter table orders add column wordings text;
