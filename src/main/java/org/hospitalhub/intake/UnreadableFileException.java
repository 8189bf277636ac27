package org.hospitalhub.intake;

import java.io.IOException;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;

/** Thrown when a file cannot be read as its format at all; none of its records may be accepted. */
final class UnreadableFileException extends IOException {

    private final transient Finding finding;
    private final boolean unfinished;

    UnreadableFileException(String code, Wording message) {
        this(code, message, false);
    }

    /** Creates the exception; {@code unfinished} when only its end is missing, so that it may still grow. */
    UnreadableFileException(String code, Wording message, boolean unfinished) {
        super(code);
        this.finding = Finding.error(code, "$", message);
        this.unfinished = unfinished;
    }

    Finding finding() {
        return finding;
    }

    boolean unfinished() {
        return unfinished;
    }
}
