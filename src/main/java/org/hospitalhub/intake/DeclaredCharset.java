package org.hospitalhub.intake;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.hospitalhub.calls.media.Charsets;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/** The charset that the Content-Type of a request declares. Payloads are JSON in UTF-8 (RFC 8259 §8.1) unless it says otherwise. */
public final class DeclaredCharset {

    private DeclaredCharset() {}

    /** Thrown when the declared charset is unknown or the body is not in it; the message says what to do. */
    public static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Wording wording;

        UnusableException(Wording wording) {
            super(wording.toString());
            this.wording = wording;
        }

        /** Returns what is wrong and what to do, for the caller's language. */
        public Wording wording() {
            return wording;
        }
    }

    /**
     * Returns a body in UTF-8, or unchanged where nothing is declared. A body that is UTF-8 and not only ASCII is returned
     * unchanged although a single-byte charset is declared, because text in such a charset is never UTF-8 by chance.
     *
     * @param contentType the header's value, null when there is none
     */
    public static byte[] toUtf8(@Nullable String contentType, byte[] body) throws UnusableException {
        check(contentType);
        if (contentType == null) {
            return body;
        }
        String label = Charsets.label(contentType);
        if (label == null || label.equalsIgnoreCase("utf-8")) {
            return body;
        }
        String text = Charsets.decode(contentType, body, List.of(StandardCharsets.UTF_8));
        if (text == null) {
            throw new UnusableException(Wording.of("HTTP.charset-broken"));
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Throws when the declared charset is unknown, before the body is read. */
    static void check(@Nullable String contentType) throws UnusableException {
        if (contentType != null && Charsets.isUnknown(contentType)) {
            throw new UnusableException(Wording.of("HTTP.charset-unknown"));
        }
    }
}
