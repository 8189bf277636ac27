package org.hospitalhub.ehealth;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hospitalhub.cms.CmsException;
import org.hospitalhub.cms.CmsVerifier;
import org.hospitalhub.cms.VerifiedSignature;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.StepEndedException;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Findings;

/** The step that signs, and the one that fetches what the NHS has signed (eHealth contract §5.1, §1.9). */
final class SignStep {

    /** Findings of a key that may be there again by itself: a token out of its reader, a drive that is not mounted. */
    private static final Set<String> COMES_BACK =
            Set.of("SIGNER_TOKEN_ABSENT", "SIGNER_FILE_MISSING", SignerCheck.NO_ANSWER);

    private final EhealthSettings settings;
    private final SignerCheck signerCheck;
    private final SignatureTrust signatureTrust;
    private final CmsVerifier verifier;
    private final InstantSource clock;

    SignStep(
            EhealthSettings settings,
            SignerCheck signerCheck,
            SignatureTrust signatureTrust,
            CmsVerifier verifier,
            InstantSource clock) {
        this.settings = settings;
        this.signerCheck = signerCheck;
        this.signatureTrust = signatureTrust;
        this.verifier = verifier;
        this.clock = clock;
    }

    /** Returns the exact bytes to sign; ends the step when the signer must not sign any more. */
    byte[] contentToSign(ClaimedStep work) {
        EhealthOrder order = EhealthOrder.of(work);
        EhealthSettings.LegalEntity entity = settings.legalEntities().get(order.legalEntity());
        Findings findings = new Findings();
        if (entity != null) {
            signerCheck.check(order.signer(), entity, findings);
        }
        if (findings.refuses()) {
            Finding first =
                    findings.all().stream().filter(Finding::refuses).findFirst().orElseThrow();
            String message = first.message();
            if (COMES_BACK.contains(first.code())) {
                String problem =
                        first.code().equals(SignerCheck.NO_ANSWER) ? "EHEALTH_NO_REVOCATION" : "EHEALTH_SIGNER_AWAY";
                throw new StepEndedException(new Outcome.Failed(
                        Problem.of(problem, problem, first.wording()), Outcome.Remedy.RETRY, null, null));
            }
            throw new StepEndedException(EhealthFailure.park(
                    null,
                    "EHEALTH_SIGNER",
                    "The signer cannot sign",
                    message + " Nothing was signed; cure that, then replay the order."));
        }
        return order.operation() == EhealthOperation.SIGN ? StepState.of(work).bytes("document") : order.content();
    }

    /** Verifies the own signature, so that nothing leaves that the service must refuse; keeps it before it is sent. */
    Outcome signed(ClaimedStep work, byte[] signed) {
        VerifiedSignature verified;
        try {
            verified = verifier.verify(signed, null, null);
        } catch (CmsException wrong) {
            return EhealthFailure.park(
                    null,
                    "EHEALTH_SIGNATURE",
                    "The hub's own signature does not hold",
                    wrong.getMessage() + " Nothing was sent. Check the signer's key and certificate.");
        }
        if (!Arrays.equals(verified.content(), contentToSign(work))
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
                StepState.of(work).with("signed", signed).without("document").json());
    }

    /** Returns the link to what the NHS has signed; ends the step when it is not the moment. */
    EhealthRequest nhsDocumentRequest(ClaimedStep work, EhealthResponse details) {
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
        return EhealthRequest.withoutToken(
                "GET", link.get(), null, null, work.order().id());
    }

    private static Optional<String> link(EhealthResponse details) {
        for (var document : details.json().at("/urgent/documents")) {
            if (document.path("type").asText().equals("SIGNED_CONTENT")) {
                return Optional.of(document.path("url").asText());
            }
        }
        return Optional.empty();
    }

    private static Outcome untrusted(EhealthResponse response, String why) {
        return EhealthFailure.park(
                response,
                "EHEALTH_NHS_SIGNATURE",
                "The signature of the NHS does not hold",
                why + " Nothing was signed. Ask the NHS or mend hub.ehealth.trust and crl, then replay the order.");
    }

    /** Verifies what the NHS has signed; its raw bytes are what is signed next. */
    Outcome fetched(ClaimedStep work, EhealthResponse response) {
        if (!response.success()) {
            return EhealthFailure.of(response);
        }
        try {
            VerifiedSignature verified = verifier.verify(response.bytes(), null, signatureTrust.trustedAuthorities());
            for (VerifiedSignature.Signer signer : verified.signers()) {
                SignatureTrust.RevocationStatus revocationStatus =
                        signatureTrust.revocationStatus(signer.certificate(), List.of(), clock.instant());
                if (signatureTrust.refuses(revocationStatus)) {
                    return untrusted(response, "A certificate of the NHS is revoked, or nobody knows.");
                }
            }
        } catch (CmsException wrong) {
            return untrusted(response, String.valueOf(wrong.getMessage()));
        } catch (IOException unreadable) {
            return untrusted(response, "The authorities of hub.ehealth.trust cannot be read.");
        }
        return Outcome.Next.now(
                "sign", StepState.of(work).with("document", response.bytes()).json());
    }
}
