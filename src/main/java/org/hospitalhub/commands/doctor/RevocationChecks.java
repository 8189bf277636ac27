package org.hospitalhub.commands.doctor;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.hospitalhub.cms.OnlineRevocation;
import org.hospitalhub.cms.RevocationLists;
import org.hospitalhub.cms.RevocationResult;
import org.hospitalhub.cms.Trust;
import org.hospitalhub.service.NationalService;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.keys.Identity;
import org.hospitalhub.tls.keys.IdentityException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.Environment;

/**
 * Checks how old the revocation lists of a service's settings are, and that authorities answer online for the signers where they
 * are to be asked: {@code hub.<service>.crl}, {@code .revocation.*}.
 */
final class RevocationChecks {

    private final Environment settings;
    private final InstantSource clock;
    private final String name;
    private final String prefix;

    RevocationChecks(Environment settings, InstantSource clock, String service) {
        this.settings = settings;
        this.clock = clock;
        this.name = service + " revocation";
        this.prefix = "hub." + service + ".";
    }

    /** Checks all services that are on. */
    static List<CheckResult> all(
            Environment settings, InstantSource clock, boolean offline, List<NationalService> services) {
        return services.stream()
                .filter(service -> service.off() == null)
                .flatMap(service -> new RevocationChecks(settings, clock, service.name()).all(offline).stream())
                .toList();
    }

    List<CheckResult> all(boolean offline) {
        List<CheckResult> checks = new ArrayList<>();
        try {
            list("crl").forEach(file -> checks.add(file(file)));
            if (text("revocation.source", "files").equalsIgnoreCase("online")) {
                checks.addAll(offline ? List.of(CheckResult.skipped(name, "skipped (--offline)")) : online());
            }
        } catch (BindException | IllegalArgumentException | IOException unreadable) {
            checks.add(CheckResult.error(
                    name,
                    prefix + "revocation.*, trust or hub.identities cannot be read",
                    "Correct the settings " + prefix + "revocation.*."));
        }
        return checks;
    }

    private List<String> list(String setting) {
        return Binder.get(settings)
                .bind(prefix + setting, Bindable.listOf(String.class))
                .orElse(List.of());
    }

    private String text(String setting, String usual) {
        return settings.getProperty(prefix + setting, usual).strip();
    }

    private CheckResult file(String file) {
        try {
            List<X509CRL> lists = RevocationLists.read(Files.readAllBytes(Path.of(file.strip())));
            X509CRL oldest = lists.stream()
                    .min(Comparator.comparing(X509CRL::getThisUpdate))
                    .orElseThrow(() -> new IOException("no list in it"));
            Instant next = lists.stream()
                    .filter(list -> list.getNextUpdate() != null)
                    .map(list -> list.getNextUpdate().toInstant())
                    .min(Comparator.naturalOrder())
                    .orElse(Instant.MAX);
            String found = "a list of " + oldest.getThisUpdate().toInstant()
                    + (next.equals(Instant.MAX) ? "" : ", next update " + next);
            return next.isBefore(clock.instant())
                    ? CheckResult.warning(name, found, "Replace " + file + " with the authority's newest list.")
                    : CheckResult.ok(name, found);
        } catch (IOException | IllegalArgumentException unreadable) {
            return CheckResult.error(name, file + " cannot be read as revocation lists", "Fetch it again.");
        }
    }

    private List<CheckResult> online() throws IOException {
        String responder = text("revocation.responder", "");
        Set<String> hosts = list("revocation.hosts").stream()
                .map(host -> host.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        OnlineRevocation client = new OnlineRevocation(new OnlineRevocation.Settings(
                responder.isEmpty() ? null : URI.create(responder),
                hosts,
                DurationStyle.detectAndParse(text("revocation.time-out", "5s"))));
        String trust = text("trust", "");
        List<X509Certificate> trusted = trust.isEmpty()
                ? List.of()
                : Trust.inPem(Files.readAllBytes(Path.of(trust))).anchors().stream()
                        .map(TrustAnchor::getTrustedCert)
                        .toList();
        Identities identities = IdentityChecks.identities(settings);
        List<CheckResult> checks = new ArrayList<>();
        for (String key : identities.names()) {
            try {
                Identity identity = identities.named(key);
                checks.add(said(key, client.ask(identity.certificate(), identity.chain(), trusted, clock.instant())));
            } catch (IdentityException unusable) {
                // A key that cannot be opened is the affair of its own check.
            }
        }
        return checks.isEmpty() ? List.of(CheckResult.skipped(name, "there are no signers to ask about")) : checks;
    }

    private CheckResult said(String key, RevocationResult said) {
        String answer = said.source() + " at " + said.detail() + " of " + said.thisUpdate()
                + (said.nextUpdate() == null ? "" : ", next update " + said.nextUpdate());
        return switch (said.source()) {
            case OCSP, LISTS ->
                said.status() == RevocationResult.Status.REVOKED
                        ? CheckResult.error(name, key + " is revoked, " + answer, "Get a new certificate.")
                        : CheckResult.ok(name, key + " is not revoked, " + answer);
            case HOST_NOT_ALLOWED ->
                CheckResult.warning(
                        name,
                        key + " is answered for at " + said.detail() + ", which is not allowed",
                        "If it is a signer's, add the host to " + prefix + "revocation.hosts.");
            case NO_ADDRESS ->
                CheckResult.warning(
                        name,
                        key + " names no address where its revocation is answered",
                        "If it is a signer's, set " + prefix + "revocation.responder.");
            case NO_AUTHORITY ->
                CheckResult.warning(
                        name,
                        "the certificate of the authority of " + key + " is not known",
                        "Add it to the key file or to " + prefix + "trust.");
            case NO_ANSWER ->
                CheckResult.warning(
                        name,
                        "no usable answer about " + key + ": " + said.detail(),
                        "Check " + prefix + "revocation.*, the network and the clock.");
        };
    }
}
