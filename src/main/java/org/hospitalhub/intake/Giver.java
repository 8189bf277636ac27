package org.hospitalhub.intake;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Priority;
import org.jspecify.annotations.Nullable;

/**
 * Who gave a file of orders, and how.
 *
 * @param name name of the file as its giver knows it
 * @param uploader user who sent it over HTTP, null when it was dropped into the folder
 * @param priority priority of its orders, null for the usual one of its kind
 * @param beside files that its orders may ask for
 */
record Giver(
        String name, @Nullable String uploader, @Nullable Priority priority, Operation.Attachments beside) {

    private static final int ENOUGH_TO_DIFFER = 12;

    static Giver dropped(DroppedFile file, Operation.Attachments beside) {
        return new Giver(file.name(), null, null, beside);
    }

    static Giver uploaded(String name, String uploader, @Nullable Priority priority) {
        return new Giver(name, uploader, priority, Operation.Attachments.NONE);
    }

    String owner() {
        return uploader == null ? "file" : uploader;
    }

    /**
     * Tells what makes two files the same batch. Uploaded files are told apart by their giver too, since a batch is read
     * by its owner and nobody may come to another one's answers by knowing a file.
     */
    String content(String sha256) {
        return uploader == null ? sha256 : sha256("upload\0" + uploader + '\0' + sha256);
    }

    /** Tells the name of the answer's file; an uploaded one never replaces the answer of another file of its name. */
    String file(String sha256) {
        if (uploader == null) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        return name.substring(0, dot) + '.' + sha256.substring(0, ENOUGH_TO_DIFFER) + name.substring(dot);
    }

    private static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
