package org.hospitalhub.ehealth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.hospitalhub.cms.CmsException;
import org.hospitalhub.cms.CmsVerifier;
import org.hospitalhub.cms.CryptoCmsConstants;
import org.hospitalhub.cms.VerifiedSignature;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.StepEndedException;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Findings;
import org.hospitalhub.rules.Wording;

/**
 * Signing and verifying for the routes {@code ehealth-sign} and {@code ehealth-document} (eHealth contract §5.1, §1.9); bean
 * {@code ehealthSigning}.
 */
public final class SigningExchange {

    /** Findings of a key that may be there again by itself: a token out of its reader, a drive that is not mounted. */
    private static final Set<String> COMES_BACK =
            Set.of("SIGNER_TOKEN_ABSENT", "SIGNER_FILE_MISSING", SignerCheck.NO_ANSWER);

    private static final String WORK = "HubWork";

    private final EhealthSettings settings;
    private final SignerCheck signerCheck;
    private final SignatureTrust signatureTrust;
    private final CmsVerifier verifier;
    private final InstantSource clock;

    SigningExchange(
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

    /** Puts the content to sign into the body and its signer into a header. */
    public void content(Exchange exchange, @ExchangeProperty(WORK) ClaimedStep work) {
        exchange.getMessage().setBody(contentToSign(work));
        exchange.getMessage()
                .setHeader(CryptoCmsConstants.SIGNER, EhealthOrder.of(work).signer());
    }

    /** Returns the exact bytes to sign; ends the step when the signer must not sign any more. */
    private byte[] contentToSign(ClaimedStep work) {
        EhealthOrder order = EhealthOrder.of(work);
        EhealthSettings.LegalEntity entity = settings.legalEntities().get(order.legalEntity());
        Findings findings = new Findings();
        if (entity != null) {
            signerCheck.check(order.signer(), entity, findings);
        }
        if (findings.refuses()) {
            Finding first =
                    findings.all().stream().filter(Finding::refuses).findFirst().orElseThrow();
            if (COMES_BACK.contains(first.code())) {
                String problem =
                        first.code().equals(SignerCheck.NO_ANSWER) ? "EHEALTH_NO_REVOCATION" : "EHEALTH_SIGNER_AWAY";
                throw new StepEndedException(new Outcome.Failed(
                        Problem.of(problem, problem, first.wording()), Outcome.Remedy.RETRY, null, null));
            }
            throw new StepEndedException(parked("EHEALTH_SIGNER", "EHEALTH_SIGNER", first.wording()));
        }
        return order.operation() == EhealthOperation.SIGN
                ? Base64.getDecoder().decode(work.memory().path("document").asText())
                : order.content();
    }

    /** Verifies the own signature, so that nothing leaves that the service must refuse; keeps it before it is sent. */
    public Outcome signed(@ExchangeProperty(WORK) ClaimedStep work, @Body byte[] signed) {
        VerifiedSignature verified;
        try {
            verified = verifier.verify(signed, null, null);
        } catch (CmsException wrong) {
            return parked("EHEALTH_SIGNATURE", "EHEALTH_SIGNATURE", String.valueOf(wrong.getMessage()));
        }
        if (!Arrays.equals(verified.content(), contentToSign(work))
                || verified.signers().size() != 1) {
            return parked("EHEALTH_SIGNATURE", "EHEALTH_SIGNATURE.other");
        }
        String next = EhealthOrder.of(work).operation() == EhealthOperation.SIGN ? "act" : "create";
        ObjectNode memory = with(work, "signed", signed);
        memory.remove("document");
        return Outcome.Next.now(next, memory);
    }

    private static ObjectNode with(ClaimedStep work, String name, byte[] value) {
        return work.memory().deepCopy().put(name, Base64.getEncoder().encodeToString(value));
    }

    /** Returns whether the document came. */
    public boolean hasDocument(@ExchangeProperty("HubStatus") int status) {
        return status >= 200 && status < 300;
    }

    private static Outcome untrusted(byte[] document, Wording why) {
        return new Outcome.Failed(
                new Problem(
                        "EHEALTH_NHS_SIGNATURE",
                        Wording.of("EHEALTH_NHS_SIGNATURE"),
                        Wording.of("EHEALTH_NHS_SIGNATURE.detail", why)),
                Outcome.Remedy.PARK,
                null,
                document.length == 0 ? null : document);
    }

    private static Outcome.Failed parked(String code, String key, Object... arguments) {
        return new Outcome.Failed(Problem.of(code, key, arguments), Outcome.Remedy.PARK, null, null);
    }

    /** Verifies what the NHS has signed; its raw bytes are what is signed next. */
    public Outcome fetched(@ExchangeProperty(WORK) ClaimedStep work, @Body byte[] document) {
        try {
            VerifiedSignature verified = verifier.verify(document, null, signatureTrust.trustedAuthorities());
            for (VerifiedSignature.Signer signer : verified.signers()) {
                SignatureTrust.RevocationStatus revocationStatus =
                        signatureTrust.revocationStatus(signer.certificate(), List.of(), clock.instant());
                if (signatureTrust.refuses(revocationStatus)) {
                    return untrusted(document, Wording.of("EHEALTH_NHS_SIGNATURE.revoked"));
                }
            }
        } catch (CmsException wrong) {
            return untrusted(document, Wording.verbatim(String.valueOf(wrong.getMessage())));
        } catch (IOException unreadable) {
            return untrusted(document, Wording.of("EHEALTH_NHS_SIGNATURE.trust"));
        }
        return Outcome.Next.now("sign", with(work, "document", document));
    }
}
