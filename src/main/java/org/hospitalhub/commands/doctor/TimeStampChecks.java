package org.hospitalhub.commands.doctor;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hospitalhub.cms.CmsException;
import org.hospitalhub.cms.HttpTimeStampAuthority;
import org.hospitalhub.cms.SigningKey;
import org.hospitalhub.cms.TimeStamp;
import org.hospitalhub.service.NationalService;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.OutgoingTls;
import org.hospitalhub.tls.keys.Identity;
import org.hospitalhub.tls.keys.IdentityException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.Environment;

/** Checks that the time-stamp authority of a service's signatures answers, and that one is configured where a key needs it. */
final class TimeStampChecks {

    private static final int DIGEST_BYTES = 32;
    private static final Duration MOST_SKEW = Duration.ofMinutes(1);

    private final Environment settings;
    private final InstantSource clock;
    private final boolean offline;
    private final String service;
    private final String name;
    private final String prefix;

    /**
     * Prepares the check of one service.
     *
     * @param prefix of the settings of its authority
     */
    private TimeStampChecks(
            Environment settings, InstantSource clock, boolean offline, NationalService service, String prefix) {
        this.settings = settings;
        this.clock = clock;
        this.offline = offline;
        this.service = service.title().text();
        this.name = service.name() + " time-stamps";
        this.prefix = prefix;
    }

    /** Checks the authorities of all services that are on. */
    static List<CheckResult> all(
            Environment settings, InstantSource clock, boolean offline, List<NationalService> services) {
        List<CheckResult> checks = new ArrayList<>();
        for (NationalService service : services) {
            String prefix = service.traits().timeStamps();
            if (prefix != null && service.off() == null) {
                checks.add(new TimeStampChecks(settings, clock, offline, service, prefix).one());
            }
        }
        return checks;
    }

    private CheckResult one() {
        try {
            return check();
        } catch (BindException | IllegalArgumentException | IdentityException unreadable) {
            return CheckResult.error(
                    name, prefix + "* or hub.identities cannot be read", "Correct the settings " + prefix + "*.");
        }
    }

    private String text(String setting, String usual) {
        return settings.getProperty(prefix + setting, usual).strip();
    }

    private CheckResult check() {
        Identities identities = IdentityChecks.identities(settings);
        if (text("address", "").isEmpty()) {
            List<String> without = identities.names().stream()
                    .filter(key -> needsOne(identities, key))
                    .toList();
            return without.isEmpty()
                    ? CheckResult.skipped(name, "no authority is configured, and no key needs one")
                    : CheckResult.error(
                            name,
                            "no authority is configured, but " + service + " accepts signatures of "
                                    + String.join(", ", without) + " only with a time stamp",
                            "Set " + prefix + "address to the authority of the key's issuer.");
        }
        return offline ? CheckResult.skipped(name, "skipped (--offline)") : asked(identities);
    }

    /** Returns whether the key needs a time-stamp; false for a key that cannot be opened, which another check reports. */
    private boolean needsOne(Identities identities, String key) {
        try {
            Identity identity = identities.named(key);
            boolean dstu =
                    SigningKey.of(identity.key(), identity.chain()).scheme().isDstu();
            return dstu && text("use", "dstu").equals("dstu");
        } catch (IdentityException | CmsException unusable) {
            return false;
        }
    }

    private CheckResult asked(Identities identities) {
        String digest =
                switch (text("hash", "").toUpperCase(Locale.ROOT)) {
                    case "SHA256" -> "2.16.840.1.101.3.4.2.1";
                    case "KUPYNA256" -> "1.2.804.2.1.1.1.1.2.2.1";
                    default -> "1.2.804.2.1.1.1.1.2.1";
                };
        try {
            Instant asked = clock.instant();
            TimeStamp token = TimeStamp.of(authority(identities).token(digest, new byte[DIGEST_BYTES]));
            Duration skew = Duration.between(asked, token.time()).abs();
            String found =
                    "a time stamp of " + token.bytes() + " bytes, time " + token.time() + ", policy " + token.policy();
            return skew.compareTo(MOST_SKEW) > 0
                    ? CheckResult.warning(
                            name,
                            found + "; it differs from this machine's clock by " + skew.toSeconds() + " s",
                            "Check the clock of this machine.")
                    : CheckResult.ok(name, found);
        } catch (CmsException none) {
            return CheckResult.error(
                    name,
                    String.valueOf(none.getMessage()),
                    "Check " + prefix + "* (address, policy, hash, identity) and the network.");
        }
    }

    private HttpTimeStampAuthority authority(Identities identities) {
        String policy = text("policy", "");
        String identity = text("identity", "");
        return new HttpTimeStampAuthority(
                URI.create(text("address", "")),
                policy.isEmpty() ? null : policy,
                DurationStyle.detectAndParse(text("time-out", "10s")),
                OutgoingTls.context(identities, identity),
                () -> null);
    }
}
