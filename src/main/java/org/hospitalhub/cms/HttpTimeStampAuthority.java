package org.hospitalhub.cms;

import static org.hospitalhub.cms.CmsException.Reason.TIME_STAMP_UNAVAILABLE;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.util.CollectionStore;
import org.jspecify.annotations.Nullable;

/** A time-stamp authority that is called over HTTP (RFC 3161 §3.4). Instances may be shared by threads. */
public final class HttpTimeStampAuthority implements TimeStampAuthority {

    /** Size of the token buffer in eHealth's open source verifier (3,999 bytes and a terminator). */
    private static final int MOST_TOKEN_BYTES = 3_999;

    private static final int MOST_ANSWER_BYTES = 64 * 1024;

    private final URI address;
    private final @Nullable ASN1ObjectIdentifier policy;
    private final TrustSource trust;
    private final LimitedHttpClient http;
    private final TimeStampCheck check;
    private final SecureRandom random = new SecureRandom();

    /** Provides the trusted certificates; called for each token. */
    @FunctionalInterface
    public interface TrustSource {
        /** Returns the newest trust, null for none. */
        @Nullable
        Trust newest() throws IOException;
    }

    /**
     * Creates a client of one address.
     *
     * @param policy object identifier of the requested policy; null for the authority's choice
     * @param timeOut time-out of one call, including the whole answer
     * @param tls for https addresses; null for the JDK's own
     * @param trust certificates with which tokens are verified before they are used
     */
    public HttpTimeStampAuthority(
            URI address, @Nullable String policy, Duration timeOut, @Nullable SSLContext tls, TrustSource trust) {
        this.address = address;
        this.policy = policy == null ? null : new ASN1ObjectIdentifier(policy);
        this.trust = trust;
        this.http = new LimitedHttpClient(tls, timeOut, MOST_ANSWER_BYTES);
        BouncyCastleProvider provider = new BouncyCastleProvider();
        SignatureOperators operators = new SignatureOperators(provider);
        this.check = new TimeStampCheck(operators, new SignatureCheck(operators), new CertificatePaths(provider));
    }

    @Override
    public byte[] token(String digestAlgorithm, byte[] digest) {
        return token(digestAlgorithm, digest, false); // the service's buffer for a token is small
    }

    @Override
    public byte[] tokenWithCertificate(String digestAlgorithm, byte[] digest) {
        return token(digestAlgorithm, digest, true);
    }

    private byte[] token(String digestAlgorithm, byte[] digest, boolean withCertificate) {
        TimeStampRequestGenerator questions = new TimeStampRequestGenerator();
        questions.setCertReq(withCertificate);
        if (policy != null) {
            questions.setReqPolicy(policy);
        }
        TimeStampRequest question =
                questions.generate(new ASN1ObjectIdentifier(digestAlgorithm), digest, new BigInteger(64, random));
        try {
            TimeStampResponse answer =
                    new TimeStampResponse(http.post(address, "application/timestamp-query", question.getEncoded()));
            answer.validate(question);
            TimeStampToken token = answer.getTimeStampToken();
            if (token == null) {
                throw unavailable("It refused: status " + answer.getStatus() + said(answer) + ".", null);
            }
            verify(token);
            return withCertificate ? token.getEncoded() : small(token);
        } catch (TSPException | CMSException | OperatorCreationException | IllegalArgumentException wrong) {
            throw unavailable("Its answer cannot be used: " + wrong.getMessage() + ".", wrong);
        } catch (IOException failed) {
            throw unavailable("The call failed: " + failed.getMessage() + ".", failed);
        }
    }

    private static String said(TimeStampResponse answer) {
        String text = answer.getStatusString();
        int failure = answer.getFailInfo() == null ? 0 : answer.getFailInfo().intValue();
        return (failure == 0 ? "" : ", failure " + failure) + (text == null ? "" : ", " + text.strip());
    }

    private void verify(TimeStampToken token)
            throws IOException, TSPException, CMSException, OperatorCreationException {
        Trust trusted = trust.newest();
        boolean known = trusted != null && trusted.holders().stream().anyMatch(token.getSID()::match);
        try {
            check.checkAuthority(
                    token, token.getTimeStampInfo().getGenTime().toInstant(), List.of(), known ? trusted : null);
        } catch (CmsException wrong) {
            throw unavailable("Its token does not hold: " + wrong.getMessage(), wrong);
        }
    }

    /** Returns the token without the certificates that were not requested; they are not part of the signed content. */
    private static byte[] small(TimeStampToken token) throws IOException, CMSException {
        byte[] whole = token.getEncoded();
        if (whole.length > MOST_TOKEN_BYTES) {
            CollectionStore<Object> none = new CollectionStore<>(List.of());
            whole = CMSSignedData.replaceCertificatesAndCRLs(token.toCMSSignedData(), none, none, none)
                    .getEncoded();
        }
        if (whole.length > MOST_TOKEN_BYTES) {
            throw new IOException(
                    "its token has " + whole.length + " bytes, the most that is taken is " + MOST_TOKEN_BYTES);
        }
        return whole;
    }

    private CmsException unavailable(String why, @Nullable Exception cause) {
        return new CmsException(
                TIME_STAMP_UNAVAILABLE,
                "The time-stamp authority " + address.getHost() + " gave no time-stamp. " + why,
                cause);
    }
}
