package org.hospitalhub.cms;

import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.operator.OperatorCreationException;

/** Asks responders of OCSP over HTTP (RFC 6960), and accepts only what can be verified. */
final class OcspClient {

    private static final int MOST_BYTES = 64 * 1024;
    private static final int NONCE_BYTES = 16;

    /** An answer without a next update is of now: a newer one is always there (RFC 6960 §2.4). */
    private static final Duration WITHOUT_NEXT = Duration.ofMinutes(5);

    private final SignatureOperators operators;
    private final OcspResponders responders;
    private final LimitedHttpClient http;
    private final SecureRandom random = new SecureRandom();

    OcspClient(SignatureOperators operators, OcspResponders responders, Duration timeOut) {
        this.operators = operators;
        this.responders = responders;
        this.http = new LimitedHttpClient(null, timeOut, MOST_BYTES);
    }

    /**
     * Asks one responder.
     *
     * @throws IOException when there is no answer, or none that can be used; the message says why and names no address
     */
    RevocationEvidence ask(URI responder, RevocationQuestion question) throws IOException {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] answer = http.post(responder, "application/ocsp-request", request(question, nonce));
        try {
            return read(answer, question, nonce, responder.getHost());
        } catch (OCSPException | RuntimeException broken) {
            // Bouncy Castle throws several exceptions when ASN.1 is broken.
            throw new IOException("its answer is none of OCSP", broken);
        }
    }

    private byte[] request(RevocationQuestion question, byte[] nonce) throws IOException {
        try {
            return new OCSPReqBuilder()
                    .addRequest(id(question))
                    .setRequestExtensions(new Extensions(new Extension(
                            OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
                            false,
                            new DEROctetString(new DEROctetString(nonce)))))
                    .build()
                    .getEncoded();
        } catch (OCSPException | OperatorCreationException | RuntimeException unreadable) {
            throw new IOException("the certificate cannot be asked about", unreadable);
        }
    }

    /**
     * Names the certificate as its country does: SHA-1 is what every responder knows (RFC 5019 §2.1.1) and protects nothing here;
     * Ukrainian ones want GOST 34.311 and the key identifier that the authority's certificate carries.
     */
    private CertificateID id(RevocationQuestion question) throws IOException, OperatorCreationException {
        X509CertificateHolder authority = question.authority();
        boolean dstu = Dstu.isSignature(
                authority.getSubjectPublicKeyInfo().getAlgorithm().getAlgorithm());
        AlgorithmIdentifier digest = dstu
                ? new AlgorithmIdentifier(Dstu.GOST34311)
                : new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1, DERNull.INSTANCE);
        byte[] name = operators.digest(digest, authority.getSubject().getEncoded());
        byte[] identifier = dstu ? keyIdentifier(authority) : new byte[0];
        byte[] key = identifier.length == name.length
                ? identifier
                : operators.digest(
                        digest,
                        authority.getSubjectPublicKeyInfo().getPublicKeyData().getBytes());
        return new CertificateID(new CertID(
                digest,
                new DEROctetString(name),
                new DEROctetString(key),
                new ASN1Integer(question.certificate().getSerialNumber())));
    }

    private static byte[] keyIdentifier(X509CertificateHolder authority) {
        SubjectKeyIdentifier identifier = SubjectKeyIdentifier.fromExtensions(authority.getExtensions());
        return identifier == null ? new byte[0] : identifier.getKeyIdentifier();
    }

    private RevocationEvidence read(byte[] bytes, RevocationQuestion question, byte[] nonce, String host)
            throws IOException, OCSPException {
        OCSPResp response = new OCSPResp(bytes);
        if (response.getStatus() != OCSPResp.SUCCESSFUL) {
            throw new IOException("it refused: " + refusal(response.getStatus()));
        }
        if (!(response.getResponseObject() instanceof BasicOCSPResp answer)) {
            throw new IOException("its answer is of an unknown kind");
        }
        responders.check(answer, question);
        checkNonce(answer, nonce);
        checkExtensions(answer.getCriticalExtensionOIDs());
        if (answer.getProducedAt().toInstant().isAfter(question.now().plus(Freshness.SKEW))) {
            throw new IOException("its answer is of the future; check the clock of this machine");
        }
        List<SingleResp> mine = Arrays.stream(answer.getResponses())
                .filter(each -> isAbout(each.getCertID(), question))
                .toList();
        if (mine.isEmpty()) {
            throw new IOException("its answer is about another certificate");
        }
        return new RevocationEvidence(worst(mine, question, host), answer, List.of());
    }

    private static String refusal(int status) {
        return switch (status) {
            case OCSPResp.MALFORMED_REQUEST -> "malformedRequest";
            case OCSPResp.INTERNAL_ERROR -> "internalError";
            case OCSPResp.TRY_LATER -> "tryLater";
            case OCSPResp.SIG_REQUIRED -> "sigRequired";
            case OCSPResp.UNAUTHORIZED -> "unauthorized, it does not know this authority";
            default -> "status " + status;
        };
    }

    /** An answer that was made before cannot know the nonce: it comes without one, or it is somebody else's. */
    private static void checkNonce(BasicOCSPResp answer, byte[] sent) throws IOException {
        Extension extension = answer.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
        if (extension == null) {
            return;
        }
        byte[] value = extension.getExtnValue().getOctets();
        boolean bare = Arrays.equals(value, sent); // some responders leave the inner OCTET STRING out
        if (!bare && !Arrays.equals(ASN1OctetString.getInstance(value).getOctets(), sent)) {
            throw new IOException("its answer is one to another question (nonce)");
        }
    }

    private static void checkExtensions(Set<?> critical) throws IOException {
        for (Object each : critical) {
            if (each instanceof ASN1ObjectIdentifier extension
                    && !extension.equals(OCSPObjectIdentifiers.id_pkix_ocsp_nonce)) {
                throw new IOException("its answer has a critical extension that is not known");
            }
        }
    }

    /** The answer may name the certificate by another digest than the question did. */
    private boolean isAbout(CertificateID id, RevocationQuestion question) {
        try {
            return id.getSerialNumber().equals(question.certificate().getSerialNumber())
                    && (id.equals(id(question))
                            || id.matchesIssuer(question.authority(), operators.digestCalculators()));
        } catch (OCSPException | OperatorCreationException | IOException unknownDigest) {
            return false;
        }
    }

    private static RevocationResult worst(List<SingleResp> answers, RevocationQuestion question, String host)
            throws IOException {
        RevocationResult worst = null;
        for (SingleResp each : answers) {
            checkExtensions(each.getCriticalExtensionOIDs());
            Freshness freshness = Freshness.of(each.getThisUpdate(), each.getNextUpdate());
            freshness.check(question.now(), WITHOUT_NEXT);
            boolean revoked = each.getCertStatus() instanceof RevokedStatus;
            if (!revoked && each.getCertStatus() != CertificateStatus.GOOD) {
                throw new IOException("it does not know the certificate");
            }
            if (worst == null || revoked) {
                worst = new RevocationResult(
                        revoked ? RevocationResult.Status.REVOKED : RevocationResult.Status.GOOD,
                        RevocationResult.Source.OCSP,
                        host,
                        freshness.thisUpdate(),
                        freshness.nextUpdate());
            }
        }
        if (worst == null) {
            throw new IOException("its answer is about another certificate");
        }
        return worst;
    }
}
