package org.hospitalhub.wiring.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Warns at the start when passwords and patient data would be sent over the network unencrypted. */
@Component
final class ClearTextWarning {

    private static final Logger log = LoggerFactory.getLogger(ClearTextWarning.class);

    private final Environment settings;

    ClearTextWarning(Environment settings) {
        this.settings = settings;
    }

    @EventListener(ApplicationReadyEvent.class)
    void started() {
        warning(settings).ifPresent(log::warn);
        plainCalls(settings).ifPresent(log::warn);
    }

    /** Returns the warning of services that are called without TLS; empty when no host is allowed. */
    static Optional<String> plainCalls(Environment settings) {
        String hosts = settings.getProperty("hub.calls.plain-hosts", "").strip();
        return hosts.isEmpty()
                ? Optional.empty()
                : Optional.of("Services on " + hosts
                        + " may be called by plain http (hub.calls.plain-hosts): patient data and"
                        + " tokens are sent unencrypted. Use it for a sandbox only.");
    }

    /** Returns the warning; empty when the port uses TLS or is open to this machine only. */
    static Optional<String> warning(Environment settings) {
        String address = settings.getProperty("server.address", "");
        boolean tls = settings.getProperty("server.ssl.enabled", Boolean.class, true)
                && (settings.containsProperty("server.ssl.bundle")
                        || settings.containsProperty("server.ssl.key-store")
                        || settings.containsProperty("server.ssl.certificate"));
        return tls || loopback(address)
                ? Optional.empty()
                : Optional.of("The hub serves plain HTTP on " + (address.isEmpty() ? "every address" : address)
                        + ": passwords and patient data are sent unencrypted. Set server.ssl (docs/operations.md), or"
                        + " use server.address=127.0.0.1 behind a TLS proxy.");
    }

    private static boolean loopback(String address) {
        try {
            return !address.isEmpty() && InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }
}
