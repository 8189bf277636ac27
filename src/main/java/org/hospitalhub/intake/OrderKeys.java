package org.hospitalhub.intake;

import java.util.Optional;
import java.util.regex.Pattern;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/** Validates order keys of senders: at most 200 printable ASCII characters. */
final class OrderKeys {

    private static final Pattern PRINTABLE = Pattern.compile("[\\x21-\\x7E]{1,200}");
    /** Keys that the hub generates; senders may not use them. */
    private static final Pattern OURS = Pattern.compile("(file|jms):.*");

    private static final String MESSAGE = "jms:";

    private OrderKeys() {}

    /** Returns the key for a message whose sender set none. */
    static String forMessage(String id) {
        return MESSAGE + id;
    }

    /** Returns whether a key was derived from a message id, so that it repeats only when the broker redelivers the message. */
    static boolean isForMessage(@Nullable String key) {
        return key != null && key.startsWith(MESSAGE);
    }

    /** Returns what is wrong with a key, empty when it is valid or null. */
    static Optional<Finding> validate(@Nullable String key, Wording name) {
        if (key == null
                || (PRINTABLE.matcher(key).matches() && !OURS.matcher(key).matches())) {
            return Optional.empty();
        }
        return Optional.of(Finding.error("KEY_INVALID", "$", Wording.of("KEY_INVALID", name)));
    }
}
