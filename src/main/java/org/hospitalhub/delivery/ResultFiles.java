package org.hospitalhub.delivery;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Scanner;
import java.util.regex.Pattern;
import org.hospitalhub.ledger.Batch;
import org.hospitalhub.ledger.Batches.Answer;
import org.hospitalhub.ledger.SubFolders;

/**
 * Writes the answers of dropped files to {@code <drop>/out/<operation>/<stem>.result.<ext>}, UTF-8, in the order of the
 * records. A reader sees the whole file or none: it is written under a name beginning with a dot, forced to the disk and
 * then renamed; after a replay the new answer replaces the old one in the same way. An answer that another file of the same
 * name got, and that nobody took away yet, is not replaced: the later file is answered under a name of its own.
 */
final class ResultFiles {

    /** Number of characters of an answer in which the id of its first order is looked for. */
    private static final int FIRST_RECORD = 8_000_000;

    private final Path drop;
    private final BatchResults results;

    ResultFiles(Path drop, BatchResults results) {
        this.drop = drop;
        this.results = results;
    }

    /**
     * Writes one answer and returns its file.
     *
     * @throws IOException when the disk is full, or the folder cannot be written or is a link; nothing of the answer is visible then and
     *     it may simply be tried again
     */
    Path write(Answer answer) throws IOException {
        Batch batch = answer.batch();
        Path folder = SubFolders.create(drop, "out", batch.operation());
        Path usual = folder.resolve(ResultFileNames.finalName(answer.file()));
        Path hidden = folder.resolve(ResultFileNames.temporaryName(batch.id(), answer.file()));
        try {
            fill(hidden, batch);
            if (publishNew(hidden, usual)) {
                return usual;
            }
            Path target = isOf(batch, usual)
                    ? usual
                    : folder.resolve(ResultFileNames.finalNameWithBatch(answer.file(), batch.id()));
            Files.move(hidden, target, StandardCopyOption.ATOMIC_MOVE);
            return target;
        } finally {
            Files.deleteIfExists(hidden);
        }
    }

    /** Publishes the answer under its name if that is free. A hard link never replaces an existing file. */
    private static boolean publishNew(Path hidden, Path target) throws IOException {
        try {
            Files.createLink(target, hidden);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (UnsupportedOperationException | FileSystemException noLinks) {
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            Files.move(hidden, target, StandardCopyOption.ATOMIC_MOVE);
            return true;
        }
    }

    /** Returns whether a file is an earlier answer of the batch: the id of its first order stands in it. */
    private boolean isOf(Batch batch, Path file) throws IOException {
        String id = results.firstOrder(batch).orElse(null);
        // Something that is not a file has this name; an operator has to see it.
        if (id == null || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        try (Scanner text = new Scanner(file, StandardCharsets.UTF_8)) {
            return text.findWithinHorizon(Pattern.quote(id), FIRST_RECORD) != null;
        }
    }

    private void fill(Path hidden, Batch batch) throws IOException {
        // A leftover of a killed hub, or a link that somebody put there, is removed and never written through.
        Files.deleteIfExists(hidden);
        try (FileChannel channel = FileChannel.open(
                        hidden, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                BufferedWriter text = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8))) {
            results.write(batch, text);
            text.flush();
            channel.force(true);
        }
    }
}
