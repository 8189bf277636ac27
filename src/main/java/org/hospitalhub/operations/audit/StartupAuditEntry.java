package org.hospitalhub.operations.audit;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.spi.Resource;
import org.apache.commons.codec.digest.DigestUtils;
import org.hospitalhub.ledger.Audit;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;

/**
 * Records in the audit what was in force when the hub started: the hash of its settings, without secrets, and of its routes.
 */
final class StartupAuditEntry {

    private static final Pattern SECRET = Pattern.compile("password|token|secret|key|psk|pin");

    private final Audit audit;
    private final ConfigurableEnvironment environment;
    private final CamelContext camel;

    StartupAuditEntry(Audit audit, ConfigurableEnvironment environment, CamelContext camel) {
        this.audit = audit;
        this.environment = environment;
        this.camel = camel;
    }

    /** Runs when everything has started. */
    @EventListener(ApplicationReadyEvent.class)
    public void started() throws IOException {
        audit.record("hub", "start", null, "settings sha256:%s routes sha256:%s".formatted(settings(), routes()));
    }

    private String settings() {
        TreeSet<String> names = new TreeSet<>();
        environment.getPropertySources().stream()
                .filter(EnumerablePropertySource.class::isInstance)
                .flatMap(source -> Arrays.stream(((EnumerablePropertySource<?>) source).getPropertyNames()))
                .filter(name -> name.startsWith("hub.") || name.startsWith("server."))
                .filter(name -> !name.equals("server.tomcat.basedir")) // another folder at each start
                .filter(name -> !SECRET.matcher(name.toLowerCase(Locale.ROOT)).find())
                .forEach(names::add);
        return DigestUtils.sha256Hex(names.stream()
                .map(name -> name + '=' + environment.getProperty(name, "") + '\n')
                .collect(Collectors.joining()));
    }

    private String routes() throws IOException {
        TreeSet<String> hashes = new TreeSet<>();
        for (Route route : camel.getRoutes()) {
            Resource source = route.getSourceResource();
            if (source != null) {
                try (InputStream content = source.getInputStream()) {
                    hashes.add(route.getRouteId() + DigestUtils.sha256Hex(content));
                }
            }
        }
        return DigestUtils.sha256Hex(String.join("\n", hashes));
    }
}
