package org.hospitalhub.intake;

import java.util.Optional;
import java.util.regex.Pattern;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/** Validates order keys of senders: at most 200 printable ASCII characters. */
final class OrderKeys {

    private static final Pattern PRINTABLE = Pattern.compile("[\\x21-\\x7E]{1,200}");
    /** Keys the hub makes itself; nobody outside may take one in advance. */
    private static final Pattern OURS = Pattern.compile("(file|jms):.*");

    private static final String MESSAGE = "jms:";

    private OrderKeys() {}

    /** Returns the key of a message whose sender gave none. */
    static String forMessage(String id) {
        return MESSAGE + id;
    }

    /** Returns whether a key was made of a message's id, so that only the broker can give it again. */
    static boolean isForMessage(@Nullable String key) {
        return key != null && key.startsWith(MESSAGE);
    }

    /** Finds out what is wrong with a key; nothing is wrong with none. */
    static Optional<Finding> validate(@Nullable String key, Wording name) {
        if (key == null
                || (PRINTABLE.matcher(key).matches() && !OURS.matcher(key).matches())) {
            return Optional.empty();
        }
        return Optional.of(Finding.error("KEY_INVALID", "$", Wording.of("KEY_INVALID", name)));
    }
}
