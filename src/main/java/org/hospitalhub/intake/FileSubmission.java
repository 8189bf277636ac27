package org.hospitalhub.intake;

import org.apache.commons.codec.digest.DigestUtils;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Priority;
import org.jspecify.annotations.Nullable;

/**
 * Origin of a file of orders: who submitted it, and how.
 *
 * @param name name that the sender gave the file
 * @param uploader user who sent it over HTTP, null when it was dropped into the folder
 * @param priority priority of its orders, null for the usual one of its kind
 * @param attachments files that its orders may name
 */
record FileSubmission(
        String name, @Nullable String uploader, @Nullable Priority priority, Operation.Attachments attachments) {

    private static final int ENOUGH_TO_DIFFER = 12;

    static FileSubmission dropped(DroppedFile file, Operation.Attachments beside) {
        return new FileSubmission(file.name(), null, null, beside);
    }

    static FileSubmission uploaded(String name, String uploader, @Nullable Priority priority) {
        return new FileSubmission(name, uploader, priority, Operation.Attachments.NONE);
    }

    String owner() {
        return uploader == null ? "file" : uploader;
    }

    /**
     * Returns the key that makes two files the same batch. For uploaded files it includes the user, since a batch is
     * read by its owner and nobody may obtain the answers of another user by knowing the file.
     */
    String batchContent(String sha256) {
        return uploader == null ? sha256 : DigestUtils.sha256Hex("upload\0" + uploader + '\0' + sha256);
    }

    /** Returns the name of the result file. The result of an upload never replaces that of another file with the same name. */
    String resultFileName(String sha256) {
        if (uploader == null) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        return name.substring(0, dot) + '.' + sha256.substring(0, ENOUGH_TO_DIFFER) + name.substring(dot);
    }
}
