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
import org.hospitalhub.rules.Finding;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one dropped file: accepts its records and moves it to {@code done}, or moves it to {@code failed} with the
 * findings, or leaves it for the next look when the trouble is not the file's own. Names of files may be names of people
 * and are not logged.
 */
final class FileIntake {

    private static final Logger LOG = LoggerFactory.getLogger(FileIntake.class);

    private final IntakeSettings settings;
    private final Operations operations;
    private final DropFolder drop;
    private final SettledFiles settled;
    private final BatchIntake batches;
    private final Clock clock;
    private final Map<Path, Rest> resting = new ConcurrentHashMap<>();

    FileIntake(
            IntakeSettings settings,
            Operations operations,
            DropFolder drop,
            SettledFiles settled,
            BatchIntake batches,
            Clock clock) {
        this.settings = settings;
        this.operations = operations;
        this.drop = drop;
        this.settled = settled;
        this.batches = batches;
        this.clock = clock;
    }

    /**
     * Takes a file that has settled; never throws for one file's trouble, so that the others go on.
     *
     * @param stopping tells that the hub is going down: the rest of a file is left for the next start
     */
    void take(Path file, BooleanSupplier stopping) {
        Rest rest = resting.get(file);
        Parting parting = null;
        try {
            Stamp stamp = Stamp.of(file);
            if (rest != null && rest.stamp().equals(stamp)) {
                Duration left = Duration.between(clock.instant(), rest.until());
                // Longer than the pause itself only after the clock was set back.
                if (!left.isNegative() && !left.isZero() && left.compareTo(settings.retry()) <= 0) {
                    return;
                }
                parting = rest.parting();
            }
            parting = parting == null ? judge(file, stopping) : parting;
            if (parting != null) {
                parting.leave(drop);
            }
            resting.remove(file);
            if (parting != null) {
                settled.forget(file);
            }
        } catch (NoSuchFileException | DroppedFile.ChangedException e) {
            // Taken by another node, or still being written after all: the next look tells.
            resting.remove(file);
        } catch (IOException | RuntimeException e) {
            rest(file, rest, parting, e);
        }
    }

    /** Judges a file; null when it stays where it is. */
    private @Nullable Parting judge(Path file, BooleanSupplier stopping) throws IOException {
        try (DroppedFile opened = DroppedFile.open(file)) {
            requireInPlace(file);
            Operation operation = operations
                    .find(drop.operation(file))
                    .orElseThrow(() -> new UnreadableFileException(
                            "UNKNOWN_OPERATION",
                            "Files belong into in/<operation>/, and this folder is no operation of this hub."));
            if (attachment(opened, operation)) {
                return null;
            }
            Beside beside = new Beside(
                    drop.in().resolve(operation.name()),
                    settings.maxAttachment().toBytes());
            boolean whole = batches.accept(opened, operation, Giver.dropped(opened, beside), stopping) != null;
            return whole ? new Done(file, beside.read()) : null;
        } catch (UnreadableFileException e) {
            return failed(file, e);
        } catch (AccessDeniedException e) {
            return failed(
                    file,
                    new UnreadableFileException(
                            "NOT_READABLE",
                            "The user that the hub runs as may not read the file; give it the right and drop it again.",
                            true));
        }
    }

    /** What may still grow, or become readable, gets its time. */
    private @Nullable Parting failed(Path file, UnreadableFileException e) {
        boolean mayGrow = e.unfinished() && settled.quiet(file).compareTo(settings.patience()) < 0;
        return mayGrow ? null : new Failed(file, List.of(e.finding()));
    }

    private void requireInPlace(Path file) throws UnreadableFileException {
        if (!drop.inPlace(file)) {
            throw new UnreadableFileException(
                    "WRONG_FOLDER",
                    "Files are read in in/<operation>/ itself and in no folder below it; put the file there.");
        }
    }

    /** A file of another format beside orders that carry documents waits for the order that asks for it. */
    private boolean attachment(DroppedFile file, Operation operation) {
        return !RecordFiles.reads(file.ending())
                && settings.large(operation.name())
                && settled.quiet(file.path()).compareTo(settings.attachmentWait()) < 0;
    }

    /** Sets a file aside for a while and says so once, not at every look. */
    private void rest(Path file, @Nullable Rest before, @Nullable Parting parting, Exception trouble) {
        String why = parting == null ? "could not be read or accepted" : "was judged but cannot be moved away";
        if (before == null || !before.why().equals(why)) {
            LOG.error(
                    "A file in {} {}; it stays there and is tried again every {}: {}",
                    drop.in().resolve(drop.operation(file)),
                    why,
                    settings.retry(),
                    trouble.getClass().getSimpleName());
        }
        try {
            Instant until = clock.instant().plus(settings.retry());
            resting.put(file, new Rest(Stamp.of(file), parting, why, until));
        } catch (IOException e) {
            resting.remove(file);
        }
    }

    /** What is to be done with a judged file; kept when it fails, so that nothing is judged or answered twice. */
    private sealed interface Parting {
        void leave(DropFolder drop) throws IOException;
    }

    private record Done(Path file, Set<Path> attachments) implements Parting {
        @Override
        public void leave(DropFolder drop) throws IOException {
            for (Path attachment : attachments) {
                try {
                    drop.done(attachment);
                } catch (NoSuchFileException e) {
                    // Another order of this folder asked for it, too, and took it along.
                }
            }
            drop.done(file);
        }
    }

    private record Failed(Path file, List<Finding> findings) implements Parting {
        @Override
        public void leave(DropFolder drop) throws IOException {
            drop.failed(file, findings);
        }
    }

    private record Rest(Stamp stamp, @Nullable Parting parting, String why, Instant until) {}
}
