package org.hospitalhub.commands.doctor;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.hospitalhub.cms.CmsException;
import org.hospitalhub.cms.HttpTimeStampAuthority;
import org.hospitalhub.cms.SigningKey;
import org.hospitalhub.cms.TimeStamp;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.OutgoingTls;
import org.hospitalhub.tls.keys.Identity;
import org.hospitalhub.tls.keys.IdentityException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.Environment;

/** Checks that the time-stamp authority of eHealth's signatures answers, and that one is configured where a key needs it. */
final class TimeStampChecks {

    private static final String NAME = "ehealth time-stamps";
    private static final int DIGEST_BYTES = 32;
    private static final Duration MOST_SKEW = Duration.ofMinutes(1);

    private final Environment settings;
    private final InstantSource clock;
    private final boolean offline;

    TimeStampChecks(Environment settings, InstantSource clock, boolean offline) {
        this.settings = settings;
        this.clock = clock;
        this.offline = offline;
    }

    List<CheckResult> all() {
        if (text("hub.ehealth.base-url", "").isEmpty()) {
            return List.of();
        }
        try {
            return List.of(check());
        } catch (BindException | IllegalArgumentException | IdentityException unreadable) {
            return List.of(CheckResult.error(
                    NAME,
                    "hub.ehealth.tsa or hub.identities cannot be read",
                    "Correct the settings of hub.ehealth.tsa."));
        }
    }

    private String text(String setting, String usual) {
        return settings.getProperty(setting, usual).strip();
    }

    private CheckResult check() {
        Identities identities = IdentityChecks.identities(settings);
        if (text("hub.ehealth.tsa.address", "").isEmpty()) {
            List<String> without = identities.names().stream()
                    .filter(name -> needsOne(identities, name))
                    .toList();
            return without.isEmpty()
                    ? CheckResult.skipped(NAME, "no authority is configured, and no key needs one")
                    : CheckResult.error(
                            NAME,
                            "no authority is configured, but eHealth accepts signatures of "
                                    + String.join(", ", without) + " only with a time stamp",
                            "Set hub.ehealth.tsa.address to the authority of the key's issuer.");
        }
        return offline ? CheckResult.skipped(NAME, "skipped (--offline)") : asked(identities);
    }

    /** A key that cannot be opened is the affair of its own check. */
    private boolean needsOne(Identities identities, String name) {
        try {
            Identity identity = identities.named(name);
            boolean dstu =
                    SigningKey.of(identity.key(), identity.chain()).scheme().isDstu();
            return dstu && text("hub.ehealth.tsa.use", "dstu").equals("dstu");
        } catch (IdentityException | CmsException unusable) {
            return false;
        }
    }

    private CheckResult asked(Identities identities) {
        String digest =
                switch (text("hub.ehealth.tsa.hash", "").toUpperCase(Locale.ROOT)) {
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
                            NAME,
                            found + "; it differs from this machine's clock by " + skew.toSeconds() + " s",
                            "Check the clock of this machine.")
                    : CheckResult.ok(NAME, found);
        } catch (CmsException none) {
            return CheckResult.error(
                    NAME,
                    String.valueOf(none.getMessage()),
                    "Check hub.ehealth.tsa (address, policy, hash, identity) and the network.");
        }
    }

    private HttpTimeStampAuthority authority(Identities identities) {
        String policy = text("hub.ehealth.tsa.policy", "");
        String identity = text("hub.ehealth.tsa.identity", "");
        return new HttpTimeStampAuthority(
                URI.create(text("hub.ehealth.tsa.address", "")),
                policy.isEmpty() ? null : policy,
                DurationStyle.detectAndParse(text("hub.ehealth.tsa.time-out", "10s")),
                identity.isEmpty()
                        ? null
                        : OutgoingTls.context(
                                new OutgoingTls.Settings(null, List.of(), List.of()), () -> identities.named(identity)),
                () -> null);
    }
}
