package org.hospitalhub.cms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.tsp.MessageImprint;
import org.bouncycastle.asn1.tsp.TimeStampReq;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import org.hospitalhub.cms.CmsException.Reason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TimeStampTest {

    private static final byte[] CONTENT = "{}".getBytes(UTF_8);
    private static final String SHA256 = "2.16.840.1.101.3.4.2.1";
    private static final InstantSource CLOCK = InstantSource.fixed(Signers.NOW);

    private HttpServer server;
    private SigningKey key;
    private volatile boolean broken;
    private volatile byte @Nullable [] answer;
    private volatile byte @Nullable [] question;
    private volatile int certificates;

    @BeforeEach
    void start() throws Exception {
        key = Signers.shared(SignatureScheme.RSA).timeStampAuthority();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            question = exchange.getRequestBody().readAllBytes();
            byte[] sent = answer == null ? answer(question) : answer;
            exchange.sendResponseHeaders(broken ? 503 : 200, sent.length);
            exchange.getResponseBody().write(sent);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @EnumSource(names = {"RSA", "ECDSA"})
    void aContentTimeStampIsFetchedAndVerified(SignatureScheme scheme) throws Exception {
        byte[] signed =
                signer().sign(CONTENT, true, List.of(Signers.shared(scheme).person()));

        Trust trust = Trust.in(List.of(Signers.shared(scheme).authority(), key.certificate()));
        var signer =
                new CmsVerifier(CLOCK).verify(signed, null, trust).signers().get(0);

        assertThat(signer.timeStampedAt()).isEqualTo(Signers.NOW);
    }

    @Test
    void aTimeStampOfAnotherDocumentIsRefused() throws Exception {
        TimeStampAuthority real = authority();
        TimeStampAuthority wrong = (algorithm, digest) -> real.token(algorithm, new byte[32]);
        byte[] signed = new CmsSigner(CLOCK, wrong)
                .sign(CONTENT, true, List.of(Signers.shared(SignatureScheme.RSA).person()));

        assertThatThrownBy(() -> new CmsVerifier(CLOCK).verify(signed, null, null))
                .isInstanceOfSatisfying(
                        CmsException.class, known -> assertThat(known.reason()).isEqualTo(Reason.TIME_STAMP_WRONG));
    }

    @Test
    void anAuthorityThatIsDownIsSaidSo() {
        broken = true;

        assertThatThrownBy(() -> authority().token("2.16.840.1.101.3.4.2.1", new byte[32]))
                .isInstanceOf(CmsException.class)
                .hasMessageContaining("status 503");
    }

    @Test
    void theTokenIsAskedForWithoutItsCertificateAndWithThePolicy() throws Exception {
        authority("1.2.3.4", () -> null).token(SHA256, new byte[32]);

        TimeStampRequest asked = new TimeStampRequest(Objects.requireNonNull(question));
        assertThat(asked.getCertReq()).isFalse();
        assertThat(String.valueOf(asked.getReqPolicy())).isEqualTo("1.2.3.4");
    }

    @Test
    void aTokenThatIsTooLongForTheServiceLosesItsCertificates() throws Exception {
        certificates = 5;

        byte[] token = authority().token(SHA256, new byte[32]);

        assertThat(token.length).isLessThan(4_000);
        assertThat(new TimeStampToken(ContentInfo.getInstance(token))
                        .getCertificates()
                        .getMatches(null))
                .isEmpty();
    }

    @Test
    void aTokenOfAnotherKeyThanTheTrustedOneIsNoTimeStamp() throws Exception {
        SigningKey trusted = key;
        SigningKey forged = Signers.shared(SignatureScheme.RSA).timeStampAuthority();
        key = new SigningKey(forged.key(), trusted.chain(), trusted.scheme());

        assertThatThrownBy(() -> authority(null, () -> Trust.in(List.of(trusted.certificate())))
                        .token(SHA256, new byte[32]))
                .isInstanceOfSatisfying(CmsException.class, known -> assertThat(known.reason())
                        .isEqualTo(Reason.TIME_STAMP_UNAVAILABLE));
    }

    @Test
    void anAnswerThatIsTooLargeIsNotReadToItsEnd() {
        answer = new byte[100_000];

        assertThatThrownBy(() -> authority().token(SHA256, new byte[32]))
                .hasMessageContaining("larger than 65536 bytes");
    }

    @Test
    void anAnswerThatIsNoneIsSaidSo() {
        answer = "<html>".getBytes(UTF_8);

        assertThatThrownBy(() -> authority().token(SHA256, new byte[32]))
                .isInstanceOfSatisfying(CmsException.class, known -> assertThat(known.reason())
                        .isEqualTo(Reason.TIME_STAMP_UNAVAILABLE));
    }

    @Test
    void aSignatureOfASchemeThatNeedsNoneGetsNoTimeStamp() throws Exception {
        TimeStampAuthority onlyDstu = new TimeStampAuthority() {
            @Override
            public byte[] token(String digestAlgorithm, byte[] digest) {
                throw new AssertionError("asked");
            }

            @Override
            public boolean stamps(SignatureScheme scheme) {
                return scheme.isDstu();
            }
        };

        byte[] signed = new CmsSigner(CLOCK, onlyDstu)
                .sign(CONTENT, true, List.of(Signers.shared(SignatureScheme.RSA).person()));

        assertThat(new CmsVerifier(CLOCK)
                        .verify(signed, null, null)
                        .signers()
                        .get(0)
                        .timeStampedAt())
                .isNull();
    }

    private CmsSigner signer() {
        return new CmsSigner(CLOCK, authority());
    }

    private TimeStampAuthority authority() {
        return authority(null, () -> null);
    }

    private TimeStampAuthority authority(@Nullable String policy, HttpTimeStampAuthority.TrustSource trust) {
        return new HttpTimeStampAuthority(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"),
                policy,
                Duration.ofMinutes(2),
                null,
                trust);
    }

    private byte[] answer(byte[] question) throws IOException {
        try {
            TimeStampTokenGenerator tokens = new TimeStampTokenGenerator(
                    new JcaSimpleSignerInfoGeneratorBuilder().build("SHA256withRSA", key.key(), key.certificate()),
                    new JcaDigestCalculatorProviderBuilder()
                            .build()
                            .get(new AlgorithmIdentifier(new ASN1ObjectIdentifier("2.16.840.1.101.3.4.2.1"))),
                    new ASN1ObjectIdentifier("1.2.3.4"));
            List<X509Certificate> sent = new ArrayList<>(List.of(key.certificate()));
            for (int i = 0; i < certificates; i++) {
                sent.add(Signers.shared(SignatureScheme.RSA).stamp().certificate());
            }
            tokens.addCertificates(new JcaCertStore(sent));
            TimeStampRequest request = new TimeStampRequest(question);
            if (certificates > 0) {
                // An authority that sends certificates without being asked.
                byte[] asking = new TimeStampReq(
                                new MessageImprint(
                                        new AlgorithmIdentifier(request.getMessageImprintAlgOID()),
                                        request.getMessageImprintDigest()),
                                request.getReqPolicy(),
                                new ASN1Integer(request.getNonce()),
                                ASN1Boolean.TRUE,
                                null)
                        .getEncoded();
                request = new TimeStampRequest(asking);
            }
            return new TimeStampResponseGenerator(tokens, Set.of(SHA256))
                    .generate(request, BigInteger.ONE, Date.from(Signers.NOW))
                    .getEncoded();
        } catch (Exception failed) {
            throw new IOException(failed);
        }
    }
}
