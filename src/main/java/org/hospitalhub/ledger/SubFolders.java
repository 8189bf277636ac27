package org.hospitalhub.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Folders below the drop folder. Others may write there, so a symbolic link in the place of one of them is not followed: it
 * would lead patient data to wherever its owner likes.
 */
public final class SubFolders {

    private SubFolders() {}

    /**
     * Returns a folder below the drop folder, and creates it if it is missing. The drop folder itself may be a link.
     *
     * @throws LinkedException when a link has the place of one of the folders; nothing is created then
     */
    public static Path create(Path drop, String... names) throws IOException {
        Path folder = drop;
        for (String name : names) {
            folder = folder.resolve(name);
            if (Files.isSymbolicLink(folder)) {
                throw new LinkedException(folder);
            }
        }
        return Files.createDirectories(folder);
    }

    /** Returns why a folder or file could not be used, for the log: the sentence about a link, else the kind of failure. */
    public static String why(Throwable failure) {
        return failure instanceof LinkedException
                ? String.valueOf(failure.getMessage())
                : ExceptionTrace.code(failure).orElse(failure.getClass().getSimpleName());
    }

    /** Thrown when a folder is a symbolic link. Its message is a sentence for the log. */
    public static final class LinkedException extends IOException {
        LinkedException(Path folder) {
            super("the folder " + folder
                    + " is a symbolic link, which the hub does not follow; put a real folder there");
        }
    }
}
