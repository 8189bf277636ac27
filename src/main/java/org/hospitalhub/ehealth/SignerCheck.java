package org.hospitalhub.ehealth;

import java.text.Normalizer;
import java.time.InstantSource;
import java.util.Locale;
import java.util.regex.Pattern;
import org.hospitalhub.cms.CmsException;
import org.hospitalhub.cms.RevocationResult;
import org.hospitalhub.cms.SignerDescription;
import org.hospitalhub.cms.SigningKey;
import org.hospitalhub.rules.Findings;
import org.hospitalhub.rules.Wording;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.keys.Identity;
import org.hospitalhub.tls.keys.IdentityException;
import org.jspecify.annotations.Nullable;

/** Checks the signer before anything is sent (eHealth contract §5.2). */
final class SignerCheck {

    /** The authority was asked online, and nobody knows whether the certificate is revoked. */
    static final String NO_ANSWER = "SIGNER_REVOCATION_NO_ANSWER";

    private static final String PLACE = "$.signer";
    private static final Pattern EDRPOU = Pattern.compile("[0-9]{8,10}");

    private final Identities identities;
    private final SignatureTrust signatureTrust;
    private final TimeStampSettings tsa;
    private final InstantSource clock;

    SignerCheck(Identities identities, SignatureTrust signatureTrust, TimeStampSettings tsa, InstantSource clock) {
        this.identities = identities;
        this.signatureTrust = signatureTrust;
        this.tsa = tsa;
        this.clock = clock;
    }

    /** Adds what prevents this signer from signing for this legal entity, in the service's words where it has some. */
    void check(String name, EhealthSettings.LegalEntity entity, Findings findings) {
        if (!identities.names().contains(name)) {
            findings.error("SIGNER_UNKNOWN", PLACE, Wording.of("SIGNER_UNKNOWN", identities.names()));
            return;
        }
        try {
            Identity identity = identities.named(name);
            SignerDescription signer = SignerDescription.of(identity.certificate());
            usable(signer, findings);
            timeStamped(identity, findings);
            revoked(identity, findings);
            numbers(signer, entity, findings);
            person(signer, entity, findings);
        } catch (IdentityException unusable) {
            findings.error(
                    "SIGNER_" + unusable.reason(),
                    PLACE,
                    Wording.of("SIGNER_KEY", String.valueOf(unusable.getMessage())));
        } catch (CmsException unreadable) {
            findings.error(
                    "SIGNER_CERTIFICATE_BROKEN",
                    PLACE,
                    Wording.of("SIGNER_CERTIFICATE_BROKEN", String.valueOf(unreadable.getMessage())));
        }
    }

    private void usable(SignerDescription signer, Findings findings) {
        if (clock.instant().isAfter(signer.validUntil())) {
            findings.error("SIGNER_EXPIRED", PLACE, Wording.of("SIGNER_EXPIRED", signer.validUntil()));
        }
        if (clock.instant().isBefore(signer.validFrom())) {
            findings.error("SIGNER_NOT_YET_VALID", PLACE, Wording.of("SIGNER_NOT_YET_VALID", signer.validFrom()));
        }
        if (!signer.maySign()) {
            findings.error("SIGNER_KEY_USAGE", PLACE, Wording.of("SIGNER_KEY_USAGE"));
        }
        if (signer.stamp()) {
            findings.error("SIGNER_IS_STAMP", PLACE, Wording.of("SIGNER_IS_STAMP"));
        }
    }

    /** The service's open verifier refuses a DSTU signature without a content time-stamp (eHealth contract §5.1). */
    private void timeStamped(Identity identity, Findings findings) {
        boolean dstu = SigningKey.of(identity.key(), identity.chain()).scheme().isDstu();
        if (tsa.needed(dstu) && tsa.address().isEmpty()) {
            findings.error("SIGNER_NO_TIME_STAMP", PLACE, Wording.of("SIGNER_NO_TIME_STAMP"));
        }
    }

    private void revoked(Identity identity, Findings findings) {
        SignatureTrust.Revocation revocation =
                signatureTrust.revocation(identity.certificate(), identity.chain(), clock.instant());
        switch (revocation.status()) {
            case REVOKED -> findings.error("SIGNER_REVOKED", PLACE, Wording.of("SIGNER_REVOKED"));
            case UNKNOWN -> findings.error("SIGNER_REVOCATION_UNKNOWN", PLACE, Wording.of("SIGNER_REVOCATION_UNKNOWN"));
            case OLD_LIST -> findings.warning("SIGNER_REVOCATION_OLD", PLACE, Wording.of("SIGNER_REVOCATION_OLD"));
            case NO_ANSWER -> noAnswer(revocation.online(), findings);
            case GOOD -> {
                // nothing to say
            }
        }
    }

    private void noAnswer(@Nullable RevocationResult said, Findings findings) {
        String detail = said == null ? "" : said.detail();
        Wording why =
                switch (said == null ? RevocationResult.Source.NO_ANSWER : said.source()) {
                    case NO_ADDRESS -> Wording.of("SIGNER_REVOCATION_NO_ADDRESS");
                    case HOST_NOT_ALLOWED -> Wording.of("SIGNER_REVOCATION_HOST_NOT_ALLOWED", detail);
                    case NO_AUTHORITY -> Wording.of("SIGNER_REVOCATION_NO_AUTHORITY");
                    default -> Wording.of("SIGNER_REVOCATION_NO_ANSWER", detail);
                };
        if (signatureTrust.refuses(SignatureTrust.RevocationStatus.NO_ANSWER)) {
            findings.error(NO_ANSWER, PLACE, why);
        } else {
            findings.warning(NO_ANSWER, PLACE, why);
        }
    }

    private static void numbers(SignerDescription signer, EhealthSettings.LegalEntity entity, Findings findings) {
        String edrpou = bare(signer.edrpou());
        String drfo = bare(signer.drfo());
        if (edrpou.isEmpty() && drfo.isEmpty()) {
            broken(EhealthRule.SIGNER_NUMBERS, findings);
        } else if (!edrpou.isEmpty()) {
            if (!edrpou.equals(entity.edrpou())
                    || !EDRPOU.matcher(entity.edrpou()).matches()) {
                broken(EhealthRule.SIGNER_EDRPOU, findings);
            }
        } else if (!same(drfo, entity.edrpou())) {
            broken(EhealthRule.SIGNER_DRFO, findings);
        }
    }

    private static void person(SignerDescription signer, EhealthSettings.LegalEntity entity, Findings findings) {
        String drfo = bare(signer.drfo());
        if (drfo.isEmpty()) {
            broken(EhealthRule.SIGNER_HAS_DRFO, findings);
        } else if (!entity.drfo().isBlank() && !same(drfo, bare(entity.drfo()))) {
            broken(EhealthRule.SIGNER_IS_USER, findings);
        }
        String surname = signer.surname() == null ? "" : signer.surname().strip();
        if (surname.isEmpty()) {
            broken(EhealthRule.SIGNER_HAS_SURNAME, findings);
        } else if (!entity.surname().isBlank()
                && !upper(surname).equals(upper(entity.surname().strip()))) {
            broken(EhealthRule.SIGNER_SURNAME, findings);
        }
    }

    private static void broken(EhealthRule rule, Findings findings) {
        findings.error(rule.code(), PLACE, rule.wording());
    }

    private static String bare(@Nullable String number) {
        return number == null ? "" : number.replace(" ", "");
    }

    /** Compares as the service does: letters of passport numbers may be Cyrillic or Latin (eHealth contract §5.2). */
    private static boolean same(String one, String other) {
        return one.equals(other) || Romanization.of(one).equals(Romanization.of(other));
    }

    private static String upper(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC).toUpperCase(Locale.ROOT);
    }
}
