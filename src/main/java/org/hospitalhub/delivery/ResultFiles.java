package org.hospitalhub.delivery;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.hospitalhub.ledger.Batch;
import org.hospitalhub.ledger.Batches.Answer;

/**
 * Writes the answers of dropped files to {@code <drop>/out/<operation>/<stem>.result.<ext>}, UTF-8, in the order of the
 * records. A reader sees the whole file or none: it is written under a name beginning with a dot, forced to the disk and
 * then renamed; after a replay the new answer replaces the old one in the same way.
 */
final class ResultFiles {

    private final Path out;
    private final BatchResults results;

    ResultFiles(Path drop, BatchResults results) {
        this.out = drop.resolve("out");
        this.results = results;
    }

    /**
     * Writes one answer and returns its file.
     *
     * @throws IOException when the disk is full or the folder cannot be written; nothing of the answer is visible then and
     *     it may simply be tried again
     */
    Path write(Answer answer) throws IOException {
        Batch batch = answer.batch();
        Path folder = Files.createDirectories(out.resolve(batch.operation()));
        Path target = folder.resolve(ResultNames.visible(answer.file()));
        Path hidden = folder.resolve(ResultNames.hidden(batch.id(), answer.file()));
        try {
            fill(hidden, batch);
            Files.move(hidden, target, StandardCopyOption.ATOMIC_MOVE);
            return target;
        } finally {
            Files.deleteIfExists(hidden);
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
