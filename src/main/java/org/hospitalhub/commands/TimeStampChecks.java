package org.hospitalhub.commands;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.hospitalhub.cms.CmsException;
import org.hospitalhub.cms.SignatureScheme;
import org.hospitalhub.cms.SigningKey;
import org.hospitalhub.cms.TimeStamp;
import org.hospitalhub.ehealth.ContentTimeStamps;
import org.hospitalhub.ehealth.EhealthSettings;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.Identity;
import org.hospitalhub.tls.IdentityException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Does the time-stamp authority of eHealth's signatures give a token, and is one configured where a key needs it? */
final class TimeStampChecks {

    private static final String NAME = "ehealth time-stamps";
    private static final Duration MOST_SKEW = Duration.ofMinutes(1);

    private final Environment settings;
    private final InstantSource clock;
    private final boolean offline;

    TimeStampChecks(Environment settings, InstantSource clock, boolean offline) {
        this.settings = settings;
        this.clock = clock;
        this.offline = offline;
    }

    List<Check> all() {
        if (settings.getProperty("hub.ehealth.base-url", "").isBlank()) {
            return List.of();
        }
        try {
            EhealthSettings ehealth = Binder.get(settings).bindOrCreate("hub.ehealth", EhealthSettings.class);
            Identities identities = IdentityChecks.identities(settings);
            return List.of(check(ehealth, identities, ContentTimeStamps.of(ehealth, identities)));
        } catch (BindException unreadable) {
            return List.of(Check.error(NAME, unreadable.getName() + " cannot be read", "Correct the settings."));
        }
    }

    private Check check(EhealthSettings ehealth, Identities identities, ContentTimeStamps stamps) {
        List<String> problems = ehealth.tsa().problems();
        if (!problems.isEmpty()) {
            return Check.error(NAME, problems.get(0), "Correct hub.ehealth.tsa.");
        }
        if (ehealth.tsa().address().isEmpty()) {
            List<String> without = without(identities, stamps);
            return without.isEmpty()
                    ? Check.skipped(NAME, "no authority is configured, and no key needs one")
                    : Check.error(
                            NAME,
                            "no authority is configured, but eHealth takes signatures of " + String.join(", ", without)
                                    + " only with a time-stamp",
                            "Set hub.ehealth.tsa.address to the authority of the key's issuer.");
        }
        return offline ? Check.skipped(NAME, "not asked (--offline)") : asked(stamps);
    }

    private static List<String> without(Identities identities, ContentTimeStamps stamps) {
        return identities.names().stream()
                .filter(name -> needsOne(identities, name, stamps))
                .toList();
    }

    /** A key that cannot be opened is the affair of its own check. */
    private static boolean needsOne(Identities identities, String name, ContentTimeStamps stamps) {
        try {
            Identity identity = identities.named(name);
            return stamps.stamps(
                    SigningKey.of(identity.key(), identity.chain()).scheme());
        } catch (IdentityException | CmsException unusable) {
            return false;
        }
    }

    private Check asked(ContentTimeStamps stamps) {
        try {
            Instant asked = clock.instant();
            TimeStamp token = TimeStamp.of(
                    stamps.token(stamps.digest(SignatureScheme.DSTU4145_GOST34311), new byte[Byte.SIZE * 4]));
            Duration skew = Duration.between(asked, token.time()).abs();
            String found =
                    "a token of " + token.bytes() + " bytes, time " + token.time() + ", policy " + token.policy();
            return skew.compareTo(MOST_SKEW) > 0
                    ? Check.warning(
                            NAME,
                            found + "; it differs from this machine's clock by " + skew.toSeconds() + " s",
                            "Check the clock of this machine.")
                    : Check.ok(NAME, found);
        } catch (CmsException none) {
            return Check.error(
                    NAME,
                    String.valueOf(none.getMessage()),
                    "Check hub.ehealth.tsa (address, policy, hash, identity) and whether the network lets it through.");
        }
    }
}
