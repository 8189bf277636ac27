package org.hospitalhub.intake;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.SubFolders;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processes one dropped file: accepts its records and moves it to {@code done}, or moves it to {@code failed} with the findings,
 * or leaves it for the next scan when the cause is not in the file. File names may be names of people and are not logged.
 */
final class FileIntake {

    private static final Logger LOG = LoggerFactory.getLogger(FileIntake.class);

    private final IntakeSettings settings;
    private final Operations operations;
    private final DropFolder drop;
    private final StableFiles stableFiles;
    private final BatchIntake batches;
    private final Clock clock;
    private final Map<Path, Postponed> postponed = new ConcurrentHashMap<>();

    FileIntake(
            IntakeSettings settings,
            Operations operations,
            DropFolder drop,
            StableFiles stableFiles,
            BatchIntake batches,
            Clock clock) {
        this.settings = settings;
        this.operations = operations;
        this.drop = drop;
        this.stableFiles = stableFiles;
        this.batches = batches;
        this.clock = clock;
    }

    /**
     * Processes a stable file. Never throws, so that one file does not keep the others from being processed.
     *
     * @param stopping returns true when the hub is stopping; the rest of the file is then left for the next start
     */
    void process(Path file, BooleanSupplier stopping) {
        Postponed rest = postponed.get(file);
        Disposition disposition = null;
        try {
            FileVersion version = FileVersion.of(file);
            if (rest != null && rest.version().equals(version)) {
                Duration left = Duration.between(clock.instant(), rest.until());
                // Longer than the pause itself only after the clock was set back.
                if (!left.isNegative() && !left.isZero() && left.compareTo(settings.retry()) <= 0) {
                    return;
                }
                disposition = rest.disposition();
            }
            disposition = disposition == null ? read(file, stopping) : disposition;
            if (disposition != null) {
                disposition.moveAway(drop);
            }
            postponed.remove(file);
            if (disposition != null) {
                stableFiles.forget(file);
            }
        } catch (NoSuchFileException | DroppedFile.ChangedException e) {
            // Taken by another node, or still being written: the next scan decides.
            postponed.remove(file);
        } catch (IOException | RuntimeException e) {
            postpone(file, rest, disposition, e);
        }
    }

    /** Reads a file and accepts its records; returns null when it stays where it is. */
    private @Nullable Disposition read(Path file, BooleanSupplier stopping) throws IOException {
        try (DroppedFile opened = DroppedFile.open(file)) {
            requireInPlace(file);
            Operation operation = operations
                    .find(drop.operationOf(file))
                    .orElseThrow(() ->
                            new UnreadableFileException("UNKNOWN_OPERATION", Wording.of("UNKNOWN_OPERATION.folder")));
            if (waitsAsAttachment(opened, operation)) {
                return null;
            }
            FolderAttachments attachments = new FolderAttachments(
                    drop.in().resolve(operation.name()),
                    settings.maxAttachment().toBytes());
            boolean whole =
                    batches.accept(opened, operation, FileSubmission.dropped(opened, attachments), stopping) != null;
            return whole ? new MoveToDone(file, attachments.read()) : null;
        } catch (UnreadableFileException e) {
            return failed(file, e);
        } catch (AccessDeniedException e) {
            return failed(file, new UnreadableFileException("NOT_READABLE", Wording.of("NOT_READABLE"), true));
        }
    }

    /** Returns where to move a file that cannot be read, null while it may still grow or become readable. */
    private @Nullable Disposition failed(Path file, UnreadableFileException e) {
        boolean mayGrow = e.unfinished() && stableFiles.unchangedFor(file).compareTo(settings.patience()) < 0;
        return mayGrow ? null : new MoveToFailed(file, List.of(e.finding()));
    }

    private void requireInPlace(Path file) throws UnreadableFileException {
        if (!drop.isDirectlyInOperationFolder(file)) {
            throw new UnreadableFileException("WRONG_FOLDER", Wording.of("WRONG_FOLDER"));
        }
    }

    /** Returns whether a file of another format, beside orders that carry documents, still waits for the order that names it. */
    private boolean waitsAsAttachment(DroppedFile file, Operation operation) {
        return !RecordReaders.supports(file.extension())
                && (settings.large(operation.name()) || operation.check().takesAttachments())
                && stableFiles.unchangedFor(file.path()).compareTo(settings.attachmentWait()) < 0;
    }

    /** Postpones a file and logs that once, not at every scan. */
    private void postpone(Path file, @Nullable Postponed before, @Nullable Disposition disposition, Exception trouble) {
        String why = disposition == null ? "could not be read or accepted" : "was processed but cannot be moved";
        if (before == null || !before.why().equals(why)) {
            LOG.error(
                    "A file in {} {}; it stays there and is tried again every {}: {}",
                    drop.in().resolve(drop.operationOf(file)),
                    why,
                    settings.retry(),
                    SubFolders.why(trouble));
        }
        try {
            Instant until = clock.instant().plus(settings.retry());
            postponed.put(file, new Postponed(FileVersion.of(file), disposition, why, until));
        } catch (IOException e) {
            postponed.remove(file);
        }
    }

    /** The target of a processed file; remembered when the move fails, so that nothing is read or answered twice. */
    private sealed interface Disposition {
        void moveAway(DropFolder drop) throws IOException;
    }

    private record MoveToDone(Path file, Set<Path> attachments) implements Disposition {
        @Override
        public void moveAway(DropFolder drop) throws IOException {
            for (Path attachment : attachments) {
                try {
                    drop.moveToDone(attachment);
                } catch (NoSuchFileException e) {
                    // Another order of this folder named it too, and the file was moved with that order.
                }
            }
            drop.moveToDone(file);
        }
    }

    private record MoveToFailed(Path file, List<Finding> findings) implements Disposition {
        @Override
        public void moveAway(DropFolder drop) throws IOException {
            drop.moveToFailed(file, findings);
        }
    }

    private record Postponed(FileVersion version, @Nullable Disposition disposition, String why, Instant until) {}
}
