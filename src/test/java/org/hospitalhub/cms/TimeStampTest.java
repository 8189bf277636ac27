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
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import org.hospitalhub.cms.CmsException.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TimeStampTest {

    private static final byte[] CONTENT = "{}".getBytes(UTF_8);
    private static final InstantSource CLOCK = InstantSource.fixed(Signers.NOW);

    private HttpServer server;
    private SigningKey key;
    private volatile boolean broken;

    @BeforeEach
    void start() throws Exception {
        key = Signers.shared(SignatureScheme.RSA).timeStampAuthority();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] answer = answer(exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(broken ? 503 : 200, answer.length);
            exchange.getResponseBody().write(answer);
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

        var signer = new CmsVerifier(CLOCK).verify(signed, null, null).signers().get(0);

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

    private CmsSigner signer() {
        return new CmsSigner(CLOCK, authority());
    }

    private TimeStampAuthority authority() {
        return new HttpTimeStampAuthority(
                HttpClient.newHttpClient(),
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"),
                Duration.ofMinutes(2));
    }

    private byte[] answer(byte[] question) throws IOException {
        try {
            TimeStampTokenGenerator tokens = new TimeStampTokenGenerator(
                    new JcaSimpleSignerInfoGeneratorBuilder().build("SHA256withRSA", key.key(), key.certificate()),
                    new JcaDigestCalculatorProviderBuilder()
                            .build()
                            .get(new AlgorithmIdentifier(new ASN1ObjectIdentifier("2.16.840.1.101.3.4.2.1"))),
                    new ASN1ObjectIdentifier("1.2.3.4"));
            tokens.addCertificates(new JcaCertStore(List.of(key.certificate())));
            return new TimeStampResponseGenerator(tokens, Set.of("2.16.840.1.101.3.4.2.1"))
                    .generate(new TimeStampRequest(question), BigInteger.ONE, Date.from(Signers.NOW))
                    .getEncoded();
        } catch (Exception failed) {
            throw new IOException(failed);
        }
    }
}
