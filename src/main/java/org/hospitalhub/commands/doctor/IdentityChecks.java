package org.hospitalhub.commands.doctor;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.hospitalhub.tls.ExpiryWatch;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Checks that every client certificate and signer can be opened and has its chain, and when it expires. */
final class IdentityChecks {

    private final Environment settings;
    private final InstantSource clock;

    IdentityChecks(Environment settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** Returns the identities as they are configured. */
    static Identities identities(Environment settings) {
        return new Identities(Binder.get(settings).bindOrCreate("hub", IdentitySettings.class));
    }

    List<CheckResult> all() {
        Identities identities;
        try {
            identities = identities(settings);
        } catch (BindException unreadable) {
            return List.of(CheckResult.error(
                    "identities",
                    unreadable.getName() + " cannot be read",
                    "An identity needs keystore, type (PKCS12, PEM, PKCS8, KEY6, JKS, PKCS11), password or pin-file, alias,"
                            + " certificate."));
        }
        List<CheckResult> checks = new ArrayList<>();
        Instant now = clock.instant();
        ExpiryWatch watch = new ExpiryWatch(identities);
        for (String name : identities.names()) {
            ExpiryWatch.Notice notice = watch.look(name, now);
            checks.add(check(notice));
            if (notice.certificate().isPresent()) {
                checks.add(chain(name, identities.named(name).chain().size()));
            }
        }
        return checks.isEmpty() ? List.of(CheckResult.skipped("identities", "none are configured")) : checks;
    }

    private static CheckResult check(ExpiryWatch.Notice notice) {
        String name = "identity " + notice.identity();
        return switch (notice.severity()) {
            case INFO -> CheckResult.ok(name, notice.message());
            case WARNING -> CheckResult.warning(name, notice.message(), "Renew it and replace the file.");
            case ERROR ->
                CheckResult.error(
                        name, notice.message(), "Correct hub.identities." + notice.identity() + " or its file.");
        };
    }

    private static CheckResult chain(String name, int certificates) {
        return certificates > 1
                ? CheckResult.ok("chain of " + name, certificates + " certificates")
                : CheckResult.warning(
                        "chain of " + name,
                        "the file contains only its own certificate",
                        "Add the certificates of its issuers to the file, because some servers need them.");
    }
}
