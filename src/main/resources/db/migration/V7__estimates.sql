-- What a batch was told when its last record was accepted, and when it really ended: the error of the estimate.
alter table batches add column estimated_at bigint;
alter table batches add column estimated_end bigint;
alter table batches add column ended_at bigint;
