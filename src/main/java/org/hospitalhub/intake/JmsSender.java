package org.hospitalhub.intake;

import java.util.regex.Pattern;
import org.hospitalhub.ledger.Owners;

/**
 * A user of the broker with the queues of its own.
 *
 * @param owner owner of its orders
 * @param queuePrefix how the names of its queues begin: answers without a reply queue go to {@code <home>results}, news to
 *     {@code <home>progress}
 */
public record JmsSender(String owner, String queuePrefix) {

    /** How the names of the queues of the hub's first user begin; it may name nearly any queue of its own for replies. */
    public static final String FIRST_HOME = "hub.";

    /** A sender of whom nothing more is known. */
    static final JmsSender FIRST = new JmsSender(Owners.JMS, FIRST_HOME);

    /** Names that can be nothing but a queue: no wildcards, options, placeholders or control characters. */
    private static final Pattern QUEUE = Pattern.compile("[\\w.\\-:/$@]{1,200}");
    /** The hub's and the broker's own queues, where answers would come back as orders or steer the broker. */
    private static final Pattern FORBIDDEN =
            Pattern.compile("(?i)(hub\\.(orders|results|rejected|progress)|activemq\\.|\\$sys).*|DLQ|EXPIRY");
    /** The name of a temporary queue of Artemis: nobody can guess it. */
    private static final Pattern TEMPORARY =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    /** Returns whether this user may make, read and name this queue for replies. */
    public boolean owns(String queue) {
        if (!QUEUE.matcher(queue).matches()) {
            return false;
        }
        return isDefault()
                ? !FORBIDDEN.matcher(queue).matches()
                : queue.startsWith(queuePrefix) || TEMPORARY.matcher(queue).matches();
    }

    /** Returns whether this is the user of {@code hub.jms.user}. */
    public boolean isDefault() {
        return queuePrefix.equals(FIRST_HOME);
    }
}
