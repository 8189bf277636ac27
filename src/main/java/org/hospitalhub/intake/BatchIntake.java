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
import org.jspecify.annotations.Nullable;

/**
 * Accepts the records of a whole file in chunks. The ledger moves the batch's position in the same transaction as a
 * chunk's orders, so after a crash anywhere it goes on at the right record; the keys of the orders come from the content,
 * so a second reading of the same records accepts nothing twice.
 */
final class BatchIntake {

    private final IntakeSettings settings;
    private final RecordFiles files;
    private final Judge judge;
    private final Acceptance acceptance;
    private final Batches batches;

    BatchIntake(IntakeSettings settings, RecordFiles files, Judge judge, Acceptance acceptance, Batches batches) {
        this.settings = settings;
        this.files = files;
        this.judge = judge;
        this.acceptance = acceptance;
        this.batches = batches;
    }

    /**
     * Accepts every record of a file.
     *
     * @param stopping asked between chunks; when it says so, the rest is left for the next start
     * @return the batch once the whole file is accepted, null when it was left before its end
     */
    @Nullable
    Batch accept(DroppedFile file, Operation operation, Giver giver, BooleanSupplier stopping) throws IOException {
        Survey survey = files.survey(file);
        if (files.requireWhole(file, survey, operation) == 0 && giver.uploader() != null) {
            throw new UnreadableFileException("NO_RECORDS", "Not one record stands in the file.");
        }
        try (Records records = files.open(file, survey, operation)) {
            file.requireUnchanged();
            Batch batch = batches.open(
                    operation.name(), giver.content(survey.sha256()), giver.file(survey.sha256()), records.format());
            if ((!batch.complete() || emptied(batch))
                    && !accept(file, records, new Chunk(batch, operation, giver), stopping)) {
                return null;
            }
            batches.markComplete(batch.id());
            return batch;
        }
    }

    /**
     * Whether the batch was read and has no order. The order keys of earlier versions did not name the operation, so that a
     * file which had been taken for another operation before was answered with nothing; it is read again.
     */
    private static boolean emptied(Batch batch) {
        return batch.position() > 0 && batch.counts().isEmpty();
    }

    private boolean accept(DroppedFile file, Records records, Chunk chunk, BooleanSupplier stopping)
            throws IOException {
        while (records.step()) {
            chunk.position++;
            if (chunk.position > chunk.start) {
                chunk.add(records.found());
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
        private final Giver giver;
        private final List<NewOrder> orders = new ArrayList<>();
        private final long start;
        private long position;
        private long bytes;

        Chunk(Batch batch, Operation operation, Giver giver) {
            this.batch = batch;
            this.operation = operation;
            this.giver = giver;
            this.start = emptied(batch) ? 0 : batch.position();
        }

        void add(Records.Found found) {
            Judge.Judgement judgement = judge.judge(operation, found.payload(), found.flaws(), giver.beside());
            orders.add(new NewOrder(
                    operation.name(),
                    "file:" + operation.name() + ":" + batch.content() + ":" + position,
                    priority(),
                    giver.uploader() == null ? settings.owner() : giver.owner(),
                    judgement.payload(),
                    judgement.findings(),
                    judgement.question(),
                    new Address.BatchRecord(batch.id(), position),
                    found.source()));
            byte[] source = found.source();
            bytes += judgement.payload().length + (source == null ? 0 : source.length);
        }

        private Priority priority() {
            Priority usual = batch.format().kind() == Batch.Kind.JSON ? Priority.NORMAL : Priority.BATCH;
            Priority asked = giver.priority();
            return asked == null ? usual : asked;
        }

        boolean full() {
            return orders.size() >= settings.chunkRecords()
                    || bytes >= settings.chunkBytes().toBytes();
        }
    }
}
