package org.hospitalhub.intake;

import java.util.regex.Pattern;
import org.hospitalhub.ledger.Owners;

/**
 * A user of the broker with the queues of its own.
 *
 * @param owner owner of its orders
 * @param queuePrefix prefix of the names of its queues: answers without a reply queue go to {@code <prefix>results}, status
 *     updates to {@code <prefix>progress}
 */
public record JmsSender(String owner, String queuePrefix) {

    /** Queue prefix of the user {@code hub.jms.user}. This user may name nearly any queue for replies. */
    public static final String DEFAULT_PREFIX = "hub.";

    /** The sender of messages for which the broker reports no user. */
    static final JmsSender DEFAULT = new JmsSender(Owners.JMS, DEFAULT_PREFIX);

    /**
     * Names that are safe as names of queues: no wildcards, options, placeholders or control characters, and no {@code ::}, behind
     * which Artemis reads the name of another queue.
     */
    private static final Pattern QUEUE = Pattern.compile("(?!.*::)[\\w.\\-:/$@]{1,200}");
    /** The hub's and the broker's own queues: an answer sent there would come back as an order or control the broker. */
    private static final Pattern FORBIDDEN =
            Pattern.compile("(?i)(hub\\.(orders|results|rejected|progress)|activemq\\.|\\$sys).*|DLQ|EXPIRY");
    /** The name of a temporary queue of Artemis, which cannot be guessed. */
    private static final Pattern TEMPORARY =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    /** Returns whether this user may create and read this queue, and name it for replies. */
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
        return queuePrefix.equals(DEFAULT_PREFIX);
    }
}
