package org.hospitalhub.intake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hospitalhub.ledger.Batch;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;

/**
 * Accepts a file uploaded over HTTP, with the same records, batches and answers as a dropped one. The client keeps the file, so
 * the hub stores it only while it is read; files left by a killed hub are removed at the next start.
 */
final class UploadIntake {

    /** A plain name: it is shown, and becomes part of the name of the answer's file. */
    private static final Pattern NAME = Pattern.compile("[^./\\\\\\p{Cntrl}][^/\\\\\\p{Cntrl}]{0,199}");

    private static final int BUFFER = 1 << 16;

    private final IntakeSettings settings;
    private final RequestBodies bodies;
    private final Operations operations;
    private final BatchIntake batches;
    private final Path folder;
    private final FailedFiles failures;

    /**
     * Creates the intake and clears its folder.
     *
     * @param folder holds uploads while they are read; used by this hub only
     */
    UploadIntake(
            IntakeSettings settings,
            RequestBodies bodies,
            Operations operations,
            BatchIntake batches,
            Path folder,
            FailedFiles failures)
            throws IOException {
        this.failures = failures;
        this.settings = settings;
        this.bodies = bodies;
        this.operations = operations;
        this.batches = batches;
        this.folder = Files.createDirectories(folder);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "*.upload.*")) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
    }

    /** Accepts an upload; every record of it is durable when {@link FileUpload.Result.Accepted} is returned. */
    FileUpload.Result accept(FileUpload upload) throws IOException {
        Optional<Operation> operation = operations.find(upload.operation());
        if (operation.isEmpty()) {
            return rejected("UNKNOWN_OPERATION", Wording.of("UNKNOWN_OPERATION.name"));
        }
        String ending =
                upload.name().substring(upload.name().lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (!NAME.matcher(upload.name()).matches() || !RecordReaders.supports(ending)) {
            return rejected("NAME_INVALID", Wording.of("NAME_INVALID"));
        }
        // Readable for the hub's own user alone.
        Path file = Files.createTempFile(folder, "", ".upload." + ending);
        try {
            return copied(upload.body(), file)
                    ? accepted(upload, operation.get(), file)
                    : rejected("FILE_TOO_LARGE", Wording.of("FILE_TOO_LARGE.upload", settings.maxUpload()));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private FileUpload.Result accepted(FileUpload upload, Operation operation, Path file) throws IOException {
        RequestBodies.Body room = bodies.reserveForFile(operation.name(), Files.size(file));
        try (DroppedFile opened = DroppedFile.open(file)) {
            FileSubmission submission = FileSubmission.uploaded(upload.name(), upload.owner(), upload.priority());
            Batch batch = batches.accept(opened, operation, submission, upload.stopping());
            return batch == null
                    ? new FileUpload.Result.Interrupted()
                    : new FileUpload.Result.Accepted(batch.id(), operation.name());
        } catch (UnreadableFileException unreadable) {
            failures.recordUploaded(operation.name(), upload.name(), List.of(unreadable.finding()));
            return new FileUpload.Result.Rejected(List.of(unreadable.finding()));
        } finally {
            room.close();
        }
    }

    /** Copies up to the allowed size and returns whether that was the whole file. */
    private boolean copied(InputStream from, Path file) throws IOException {
        long left = settings.maxUpload().toBytes();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                OutputStream to = Channels.newOutputStream(channel)) {
            byte[] buffer = new byte[BUFFER];
            int read = read(from, buffer);
            while (read >= 0) {
                left -= read;
                if (left < 0) {
                    return false;
                }
                to.write(buffer, 0, read);
                read = read(from, buffer);
            }
            return true;
        }
    }

    private static int read(InputStream from, byte[] buffer) throws ClientDisconnectedException {
        try {
            return from.read(buffer);
        } catch (IOException e) {
            throw new ClientDisconnectedException();
        }
    }

    /** Thrown when the client disconnected before the whole file had arrived; not a fault of the hub. */
    static final class ClientDisconnectedException extends IOException {}

    private static FileUpload.Result rejected(String code, Wording message) {
        return new FileUpload.Result.Rejected(List.of(Finding.error(code, "$", message)));
    }
}
