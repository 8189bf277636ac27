package org.hospitalhub.intake;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The users of the broker as senders of orders. */
public final class JmsSenders {

    private final JmsSender first;
    private final Map<String, JmsSender> others;

    /**
     * Takes the senders.
     *
     * @param first the user of {@code hub.jms.user}, and everybody on a broker that is not the hub's
     * @param others further users of the embedded broker by their names
     */
    public JmsSenders(JmsSender first, Map<String, JmsSender> others) {
        this.first = first;
        this.others = Map.copyOf(others);
    }

    /**
     * Returns the sender of a message.
     *
     * @param user name that the broker has checked, null when it tells none
     */
    public JmsSender of(@Nullable String user) {
        return user == null ? first : others.getOrDefault(user, first);
    }

    /** Returns whether this user may use this queue: it is its own and stands under no other user's name. */
    public boolean owns(@Nullable String user, String queue) {
        JmsSender sender = of(user);
        return sender.owns(queue)
                && (!sender.isDefault()
                        || others.values().stream().noneMatch(other -> queue.startsWith(other.queuePrefix())));
    }
}
