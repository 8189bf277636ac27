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

/** The TLS settings of a door: client certificate, trust, protocols and signature schemes. */
final class DoorTls {

    private final String identity;
    private final OutgoingTls.Settings endpoint;
    private final Identities identities;

    DoorTls(Door.Tls tls, SettingValues settings, Map<String, String> values, Identities identities) {
        this.identities = identities;
        this.identity = resolved(settings.resolve(tls.identity()), values).strip();
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

    /** Returns a text of the door with the values of an order, whose braces name no settings: resolve those before. */
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
     * Returns a context that follows changes of its files.
     *
     * @param asked run whenever the identity is read: before each connection, and when a server asks for it
     */
    SSLContext context(Runnable asked) {
        Supplier<@Nullable Identity> newest = () -> {
            asked.run();
            return identity.isEmpty() ? null : identities.named(identity);
        };
        return OutgoingTls.context(endpoint, newest);
    }
}
