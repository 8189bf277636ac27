package org.hospitalhub.wiring.broker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.hospitalhub.intake.JmsSender;
import org.hospitalhub.intake.JmsSenders;
import org.hospitalhub.ledger.Owners;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the broker of the JMS trigger.
 *
 * @param brokerUrl address of an external broker, empty for the embedded one; {@code amqp(s)://} or {@code failover:(amqp…)} for
 *     AMQP 1.0, {@code tcp://} for Artemis' own protocol
 * @param user user name; without it and {@code users}, the embedded broker opens no network port
 * @param password password of this user
 * @param owner owner of the orders of this user
 * @param users further users of the embedded broker, each with queues of its own
 * @param address address at which the embedded broker listens
 * @param port port of the embedded broker
 */
@ConfigurationProperties("hub.jms")
public record JmsSettings(
        @DefaultValue("") String brokerUrl,
        @Nullable String user,
        @Nullable String password,
        @DefaultValue(Owners.JMS) String owner,
        @DefaultValue List<User> users,
        @DefaultValue("127.0.0.1") String address,
        @DefaultValue("61616") int port) {

    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9][\\w.\\-]{0,60}");
    private static final Pattern TAKEN = Pattern.compile("(?i)(hub|activemq)([.\\-].*)?|\\$sys.*|dlq|expiry");

    /**
     * A further user of the embedded broker.
     *
     * @param prefix prefix of the names of its queues; its name and a dot by default
     * @param owner owner of its orders; {@code jms:<name>} by default
     */
    record User(
            @DefaultValue("") String name,
            @DefaultValue("") String password,
            @DefaultValue("") String prefix,
            @DefaultValue("") String owner) {

        String home() {
            return prefix.isBlank() ? name + "." : prefix;
        }

        JmsSender sender() {
            return new JmsSender(owner.isBlank() ? Owners.JMS + ":" + name : owner, home());
        }
    }

    boolean embedded() {
        return brokerUrl.isBlank();
    }

    /** Returns whether the external broker uses AMQP 1.0 instead of Artemis' own protocol. */
    boolean amqp() {
        return brokerUrl.matches("(failover:\\()?amqps?:.*");
    }

    /** Returns whether clients can log in to the embedded broker. */
    public boolean open() {
        return hasDefault() || !users.isEmpty();
    }

    /** Returns whether the user of {@code hub.jms.user} can log in to the embedded broker. */
    boolean hasDefault() {
        return user != null && !user.isBlank() && password != null && !password.isBlank();
    }

    /** Returns the senders of orders; on an external broker, all users are one sender. */
    JmsSenders senders() {
        Map<String, JmsSender> others = new HashMap<>();
        if (embedded()) {
            users.forEach(other -> others.put(other.name(), other.sender()));
        }
        return new JmsSenders(new JmsSender(owner.isBlank() ? Owners.JMS : owner, JmsSender.DEFAULT_PREFIX), others);
    }

    /** Returns the errors in these settings, one line each, beginning with the setting. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (!embedded() && !users.isEmpty()) {
            problems.add(
                    "hub.jms.users are users of the embedded broker; the broker of hub.jms.broker-url has its own users:"
                            + " remove them here and create them there");
        }
        Set<String> names = new HashSet<>();
        if (user != null) {
            names.add(user);
        }
        for (int i = 0; i < users.size(); i++) {
            String setting = "hub.jms.users[" + i + "]";
            User other = users.get(i);
            if (other.name().isBlank() || other.password().isBlank()) {
                problems.add(setting + " needs a name and a password");
            } else if (!names.add(other.name()) || other.name().equals(EmbeddedBroker.hubUser())) {
                problems.add(setting + ".name is already used by another user of the broker; choose another name");
            }
            if (!PREFIX.matcher(other.home()).matches()
                    || TAKEN.matcher(other.home()).matches()) {
                problems.add(
                        setting + ".prefix must be letters, digits and . - _, and not a prefix of the hub or the broker"
                                + " (hub, activemq, DLQ)");
            }
            overlaps(i, setting, problems);
        }
        return List.copyOf(problems);
    }

    /** Adds errors for overlapping prefixes: a user whose prefix covers the other's queues could read its answers. */
    private void overlaps(int i, String setting, List<String> problems) {
        for (int other = 0; other < i; other++) {
            String one = users.get(i).home();
            String two = users.get(other).home();
            if (one.startsWith(two) || two.startsWith(one)) {
                problems.add(
                        setting + ".prefix and hub.jms.users[" + other
                                + "].prefix overlap, so one of these users"
                                + " could read the other's answers; end each prefix with a dot and let none begin with another one");
            }
        }
    }
}
