package org.hospitalhub.ehealth;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hospitalhub.cms.CmsException;
import org.hospitalhub.cms.CmsVerifier;
import org.hospitalhub.cms.Verified;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.StepEndedException;
import org.hospitalhub.ledger.Work;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Findings;

/** The step that signs, and the one that fetches what the NHS has signed (eHealth contract §5.1, §1.9). */
final class Signing {

    /** Findings of a key that may be there again by itself: a token out of its reader, a drive that is not mounted. */
    private static final Set<String> COMES_BACK = Set.of("SIGNER_TOKEN_ABSENT", "SIGNER_FILE_MISSING");

    private final EhealthSettings settings;
    private final Signers signers;
    private final Believed believed;
    private final CmsVerifier verifier;
    private final InstantSource clock;

    Signing(EhealthSettings settings, Signers signers, Believed believed, CmsVerifier verifier, InstantSource clock) {
        this.settings = settings;
        this.signers = signers;
        this.believed = believed;
        this.verifier = verifier;
        this.clock = clock;
    }

    /** Tells the exact bytes to sign; ends the step when the signer must not sign any more. */
    byte[] content(Work work) {
        EhealthOrder order = EhealthOrder.of(work);
        EhealthSettings.LegalEntity entity = settings.legalEntities().get(order.legalEntity());
        Findings findings = new Findings();
        if (entity != null) {
            signers.check(order.signer(), entity, findings);
        }
        if (findings.refuses()) {
            Finding first =
                    findings.all().stream().filter(Finding::refuses).findFirst().orElseThrow();
            String message = first.message();
            if (COMES_BACK.contains(first.code())) {
                throw new StepEndedException(new Outcome.Failed(
                        new Problem(
                                "EHEALTH_SIGNER_AWAY",
                                "The signer's key is not there just now",
                                message + " Nothing was signed yet; the hub looks again."),
                        Outcome.Remedy.RETRY,
                        null,
                        null));
            }
            throw new StepEndedException(EhealthFailure.park(
                    null,
                    "EHEALTH_SIGNER",
                    "The signer cannot sign",
                    message + " Nothing was signed; cure that, then replay the order."));
        }
        return order.operation() == EhealthOperation.SIGN
                ? EhealthMemory.of(work).bytes("document")
                : order.content();
    }

    /** Verifies the own signature, so that nothing leaves that the service must refuse; keeps it before it is sent. */
    Outcome signed(Work work, byte[] signed) {
        Verified verified;
        try {
            verified = verifier.verify(signed, null, null);
        } catch (CmsException wrong) {
            return EhealthFailure.park(
                    null,
                    "EHEALTH_SIGNATURE",
                    "The hub's own signature does not hold",
                    wrong.getMessage() + " Nothing was sent. Check the signer's key and certificate.");
        }
        if (!Arrays.equals(verified.content(), content(work))
                || verified.signers().size() != 1) {
            return EhealthFailure.park(
                    null,
                    "EHEALTH_SIGNATURE",
                    "The hub signed something else than was stored",
                    "Nothing was sent. Replay the order.");
        }
        String next = EhealthOrder.of(work).operation() == EhealthOperation.SIGN ? "act" : "create";
        return Outcome.Next.now(
                next,
                EhealthMemory.of(work)
                        .with("signed", signed)
                        .without("document")
                        .json());
    }

    /** Tells the link to what the NHS has signed; ends the step when it is not the moment. */
    EhealthRequest document(Work work, EhealthAnswer details) {
        if (!details.success()) {
            throw new StepEndedException(EhealthFailure.of(details));
        }
        String status = details.data().map(data -> data.path("status").asText()).orElse("");
        Optional<String> link = link(details);
        if (link.isEmpty()) {
            throw new StepEndedException(EhealthFailure.park(
                    details,
                    "EHEALTH_NOT_SIGNED_BY_NHS",
                    "There is nothing to sign yet",
                    "The contract request is " + EhealthStatus.of(status)
                            + "; the NHS signs first. Replay the order after that."));
        }
        if (!settings.mayFollow(link.get())) {
            throw new StepEndedException(EhealthFailure.park(
                    details,
                    "EHEALTH_UPLOAD_HOST",
                    "The link to the signed document leads to a host that is not allowed",
                    "If the host is right, add it to hub.ehealth.upload-hosts; then replay the order."));
        }
        return EhealthRequest.open("GET", link.get(), null, null, work.order().id());
    }

    private static Optional<String> link(EhealthAnswer details) {
        for (var document : details.json().at("/urgent/documents")) {
            if (document.path("type").asText().equals("SIGNED_CONTENT")) {
                return Optional.of(document.path("url").asText());
            }
        }
        return Optional.empty();
    }

    private static Outcome notBelieved(EhealthAnswer answer, String why) {
        return EhealthFailure.park(
                answer,
                "EHEALTH_NHS_SIGNATURE",
                "The signature of the NHS does not hold",
                why + " Nothing was signed. Ask the NHS or mend hub.ehealth.trust and crl, then replay the order.");
    }

    /** Verifies what the NHS has signed; its raw bytes are what is signed next. */
    Outcome fetched(Work work, EhealthAnswer answer) {
        if (!answer.success()) {
            return EhealthFailure.of(answer);
        }
        try {
            Verified verified = verifier.verify(answer.bytes(), null, believed.trust());
            for (Verified.Signer signer : verified.signers()) {
                Believed.Standing standing = believed.standing(signer.certificate(), List.of(), clock.instant());
                if (standing == Believed.Standing.REVOKED || standing == Believed.Standing.UNKNOWN) {
                    return notBelieved(answer, "A certificate of the NHS is revoked, or nobody knows.");
                }
            }
        } catch (CmsException wrong) {
            return notBelieved(answer, String.valueOf(wrong.getMessage()));
        } catch (IOException unreadable) {
            return notBelieved(answer, "The authorities of hub.ehealth.trust cannot be read.");
        }
        return Outcome.Next.now(
                "sign", EhealthMemory.of(work).with("document", answer.bytes()).json());
    }
}
