package org.hospitalhub.service.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.hospitalhub.service.definition.Door;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.OutgoingTls;
import org.hospitalhub.tls.keys.Identity;
import org.jspecify.annotations.Nullable;

/** The TLS side of a door: whose certificate it shows, whom it trusts, what handshakes may use. */
final class DoorTls {

    private final String identity;
    private final OutgoingTls.Settings endpoint;
    private final Identities identities;

    DoorTls(Door.Tls tls, SettingValues settings, Map<String, String> values, Identities identities) {
        this.identities = identities;
        this.identity = settings.resolve(resolved(tls.identity(), values)).strip();
        String trust = settings.resolve(tls.trust());
        this.endpoint = new OutgoingTls.Settings(
                trust.isEmpty() ? null : Path.of(trust),
                list(settings.resolve(tls.protocols())),
                list(settings.resolve(tls.signatureSchemes())));
    }

    private static List<String> list(String text) {
        return Stream.of(text.split(","))
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .toList();
    }

    /** Puts the values of an order into a text of its door. */
    static String resolved(String text, Map<String, String> values) {
        String resolved = text;
        for (Map.Entry<String, String> value : values.entrySet()) {
            resolved = resolved.replace("{values." + value.getKey() + "}", value.getValue());
        }
        return resolved;
    }

    String identity() {
        return identity;
    }

    /**
     * Makes a context, which follows changed files.
     *
     * @param asked is run whenever the identity is looked at: before each connection, and when a server asks for it
     */
    SSLContext context(Runnable asked) {
        Supplier<@Nullable Identity> newest = () -> {
            asked.run();
            return identity.isEmpty() ? null : identities.named(identity);
        };
        return OutgoingTls.context(endpoint, newest);
    }
}
