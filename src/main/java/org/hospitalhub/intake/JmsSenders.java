package org.hospitalhub.intake;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The users of the broker as senders of orders. */
public final class JmsSenders {

    private final JmsSender first;
    private final Map<String, JmsSender> others;

    /**
     * Creates the list of senders.
     *
     * @param first the sender for {@code hub.jms.user}, and for all users of an external broker
     * @param others further users of the embedded broker by their names
     */
    public JmsSenders(JmsSender first, Map<String, JmsSender> others) {
        this.first = first;
        this.others = Map.copyOf(others);
    }

    /**
     * Returns the sender of a message.
     *
     * @param user name that the broker authenticated, null when it reports none
     */
    public JmsSender of(@Nullable String user) {
        return user == null ? first : others.getOrDefault(user, first);
    }

    /** Returns whether this user may use this queue: it belongs to the user and has no other user's prefix. */
    public boolean owns(@Nullable String user, String queue) {
        JmsSender sender = of(user);
        return sender.owns(queue)
                && (!sender.isDefault()
                        || others.values().stream().noneMatch(other -> queue.startsWith(other.queuePrefix())));
    }
}
