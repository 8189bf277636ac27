package org.hospitalhub.intake;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.hospitalhub.ledger.Acceptance;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.Batch;
import org.hospitalhub.ledger.Batches;
import org.hospitalhub.ledger.NewOrder;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/**
 * Accepts the records of a file in chunks. The ledger advances the batch's position in the transaction that stores a chunk's
 * orders, so that the intake resumes at the right record after a crash. Order keys are derived from the content, so that reading
 * the same records again creates no second orders.
 */
final class BatchIntake {

    private final IntakeSettings settings;
    private final RecordReaders files;
    private final PayloadValidator validator;
    private final Acceptance acceptance;
    private final Batches batches;

    BatchIntake(
            IntakeSettings settings,
            RecordReaders files,
            PayloadValidator validator,
            Acceptance acceptance,
            Batches batches) {
        this.settings = settings;
        this.files = files;
        this.validator = validator;
        this.acceptance = acceptance;
        this.batches = batches;
    }

    /**
     * Accepts every record of a file.
     *
     * @param stopping returns true when the hub is stopping; asked between chunks, the rest of the file is left for the next
     *     start
     * @return the batch when the whole file is accepted, null when reading stopped before the end
     */
    @Nullable
    Batch accept(DroppedFile file, Operation operation, FileSubmission submission, BooleanSupplier stopping)
            throws IOException {
        FileSurvey survey = files.survey(file);
        RecordReaders.Contents contents = files.requireWhole(file, survey, operation);
        if (contents.records() == 0 && submission.uploader() != null) {
            throw new UnreadableFileException("NO_RECORDS", Wording.of("NO_RECORDS"));
        }
        try (RecordReader records = files.open(file, survey, operation)) {
            file.requireUnchanged();
            Batch batch = batches.open(
                    operation.name(),
                    submission.batchContent(survey.sha256()),
                    submission.resultFileName(survey.sha256()),
                    contents.format());
            if ((!batch.complete() || emptied(batch))
                    && !accept(file, records, new Chunk(batch, operation, submission), stopping)) {
                return null;
            }
            batches.markComplete(batch.id());
            return batch;
        }
    }

    /**
     * Returns whether the batch was read but has no order. Order keys of earlier versions did not contain the operation, so a
     * file that had been accepted for another operation before made an empty batch. Such a file is read again.
     */
    private static boolean emptied(Batch batch) {
        return batch.position() > 0 && batch.counts().isEmpty();
    }

    private boolean accept(DroppedFile file, RecordReader records, Chunk chunk, BooleanSupplier stopping)
            throws IOException {
        while (records.next()) {
            chunk.position++;
            if (chunk.position > chunk.start) {
                chunk.add(records.current());
            }
            if (chunk.full()) {
                write(file, chunk);
                if (stopping.getAsBoolean()) {
                    return false;
                }
            }
        }
        write(file, chunk);
        return true;
    }

    private void write(DroppedFile file, Chunk chunk) throws IOException {
        file.requireUnchanged();
        if (!chunk.orders.isEmpty()) {
            acceptance.acceptAll(chunk.batch.id(), chunk.position, List.copyOf(chunk.orders));
            chunk.orders.clear();
            chunk.bytes = 0;
        }
    }

    /** Orders that are accepted together. */
    private final class Chunk {
        private final Batch batch;
        private final Operation operation;
        private final FileSubmission submission;
        private final List<NewOrder> orders = new ArrayList<>();
        private final long start;
        private long position;
        private long bytes;

        Chunk(Batch batch, Operation operation, FileSubmission submission) {
            this.batch = batch;
            this.operation = operation;
            this.submission = submission;
            this.start = emptied(batch) ? 0 : batch.position();
        }

        void add(RecordReader.ParsedRecord found) {
            PayloadValidator.ValidatedPayload validated =
                    validator.validate(operation, found.payload(), found.flaws(), submission.attachments());
            orders.add(new NewOrder(
                    operation.name(),
                    "file:" + operation.name() + ":" + batch.content() + ":" + position,
                    priority(),
                    submission.uploader() == null ? settings.owner() : submission.owner(),
                    validated.payload(),
                    validated.findings(),
                    validated.question(),
                    new Address.BatchRecord(batch.id(), position),
                    found.source()));
            byte[] source = found.source();
            bytes += validated.payload().length + (source == null ? 0 : source.length);
        }

        private Priority priority() {
            Priority usual = batch.format().kind() == Batch.Kind.JSON ? Priority.NORMAL : Priority.BATCH;
            Priority asked = submission.priority();
            return asked == null ? usual : asked;
        }

        boolean full() {
            return orders.size() >= settings.chunkRecords()
                    || bytes >= settings.chunkBytes().toBytes();
        }
    }
}
