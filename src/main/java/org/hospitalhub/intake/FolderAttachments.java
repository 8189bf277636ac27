package org.hospitalhub.intake;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.hospitalhub.ledger.Operation;

/** Attachments of dropped orders: regular files in the same folder, found by their plain names. */
final class FolderAttachments implements Operation.Attachments {

    private final Path folder;
    private final long largest;
    private final Set<Path> read = new LinkedHashSet<>();

    FolderAttachments(Path folder, long largest) {
        this.folder = folder;
        this.largest = largest;
    }

    /** Returns the content of a file, empty when there is no such file or it is too large. */
    @Override
    public Optional<byte[]> read(String name) {
        Optional<Path> file = plain(name);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try (DroppedFile opened = DroppedFile.open(file.get())) {
            if (opened.version().size() > largest) {
                return Optional.empty();
            }
            byte[] bytes = opened.bytes(0, (int) opened.version().size());
            read.add(file.get());
            return Optional.of(bytes);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Returns the files that orders named; they are moved with the orders. */
    Set<Path> read() {
        return read;
    }

    private Optional<Path> plain(String name) {
        try {
            Path file = folder.resolve(name);
            boolean plain = folder.equals(file.getParent())
                    && name.equals(FileNames.nameOf(file))
                    && !name.startsWith(".")
                    && name.indexOf('\\') < 0;
            return plain ? Optional.of(file) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
