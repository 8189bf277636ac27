package org.hospitalhub.calls.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.xml.security.Init;
import org.apache.xml.security.signature.XMLSignature;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.RawServer;
import org.hospitalhub.calls.Request;
import org.hospitalhub.calls.media.BodyReader;
import org.hospitalhub.calls.media.Media;
import org.hospitalhub.calls.media.ReadingOptions;
import org.hospitalhub.calls.tokens.NoTokenException.Kind;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** A log-in as that of Bulgaria's НЗИС, whose signatures Apache Santuario verifies. */
class ChallengeSignTokenTest {

    private static final Instant NOW = Instant.parse("2026-11-30T08:00:00Z");
    private static final String NAMESPACE = "https://www.his.bg";
    private static final BodyReader READER = new BodyReader(ReadingOptions.plain(Media.XML, 100_000));

    private static KeyPair rsa;
    private static KeyPair ec;

    private final String challenge = UUID.randomUUID().toString();
    private final AtomicInteger challenges = new AtomicInteger();
    private int status = 200;
    private String life = "<h:expiresIn value=\"300\"/>";

    @BeforeAll
    static void keys() throws Exception {
        Init.init();
        KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
        keys.initialize(2048);
        rsa = keys.generateKeyPair();
        KeyPairGenerator curves = KeyPairGenerator.getInstance("EC");
        curves.initialize(256);
        ec = curves.generateKeyPair();
    }

    private static X509Certificate certificate(KeyPair pair) throws Exception {
        X500Name name = new X500Name("CN=Hospital 7");
        String algorithm = pair.getPrivate().getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        return new JcaX509CertificateConverter()
                .getCertificate(new JcaX509v3CertificateBuilder(
                                name,
                                BigInteger.ONE,
                                Date.from(NOW),
                                Date.from(NOW.plus(Duration.ofDays(1))),
                                name,
                                pair.getPublic())
                        .build(new JcaContentSignerBuilder(algorithm).build(pair.getPrivate())));
    }

    private static XmlSignature signer(KeyPair pair) throws Exception {
        return new XmlSignature(pair.getPrivate(), List.of(certificate(pair)));
    }

    private static boolean holds(byte[] xml) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            Document document = factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml));
            Element last = (Element) document.getDocumentElement().getLastChild();
            XMLSignature signature = new XMLSignature(last, "", true);
            return signature.getSignedInfo().getLength() == 1
                    && signature.checkSignatureValue(signature.getKeyInfo().getX509Certificate());
        } catch (Exception broken) {
            return false;
        }
    }

    private void answer(RawServer.Request request, java.io.OutputStream out) throws IOException {
        if (request.target().equals("GET /token")) {
            challenges.incrementAndGet();
            out.write(xml(status, "<h:challenge value=\"" + challenge + "\"/>"));
            return;
        }
        String sent = new String(request.body(), StandardCharsets.UTF_8);
        boolean good = sent.contains(challenge) && holds(request.body());
        out.write(xml(good ? 200 : 401, good ? "<h:accessToken value=\"token-" + challenges + "\"/>" + life : ""));
    }

    private static byte[] xml(int status, String contents) {
        String body = "<h:message xmlns:h=\"" + NAMESPACE + "\"><h:contents>" + contents + "</h:contents></h:message>";
        return ("HTTP/1.1 " + status + " Said\r\nContent-Type: application/xml\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode contents(Answer answer) {
        return READER.read(answer).tree().path("message").path("contents");
    }

    private static ChallengeSignToken logIn(TokenServer server, UnaryOperator<byte[]> signer) {
        return new ChallengeSignToken(
                new ChallengeSignToken.Steps(
                        Request.get(server.at("/token")),
                        answer -> {
                            String found = contents(answer)
                                    .path("challenge")
                                    .path("@value")
                                    .asText();
                            return found.isEmpty()
                                    ? null
                                    : ("<h:message xmlns:h=\"" + NAMESPACE + "\">\r\n <h:contents><h:challenge value=\""
                                                    + found + "\"/></h:contents>\n</h:message>")
                                            .getBytes(StandardCharsets.UTF_8);
                        },
                        signer,
                        signed -> Request.post(server.at("/token"), "application/xml", signed),
                        answer -> {
                            String token = contents(answer)
                                    .path("accessToken")
                                    .path("@value")
                                    .asText();
                            return token.isEmpty()
                                    ? null
                                    : new IssuedToken(
                                            token,
                                            Lifetimes.read(
                                                    contents(answer)
                                                            .path("expiresIn")
                                                            .path("@value"),
                                                    NOW),
                                            null);
                        }),
                server.door(),
                () -> NOW);
    }

    @Test
    void aSignedChallengeGivesAToken() throws Exception {
        for (KeyPair pair : List.of(rsa, ec)) {
            try (TokenServer server = new TokenServer(this::answer)) {
                IssuedToken granted = logIn(server, signer(pair)::enveloped).fetch();
                assertThat(granted.token()).startsWith("token-");
                assertThat(granted.lives()).isEqualTo(Duration.ofMinutes(5));
                assertThat(server.server().requests()).containsExactly("GET /token", "POST /token");
            }
        }
    }

    @Test
    void theTokenServesAllCallsUntilItEnds() throws Exception {
        try (TokenServer server = new TokenServer(this::answer)) {
            Instant[] now = {NOW};
            CachedToken kept = new CachedToken(
                    logIn(server, signer(rsa)::enveloped),
                    token -> Map.of("Authorization", "Bearer " + token),
                    Duration.ofSeconds(30),
                    () -> now[0]);
            kept.credentials();
            assertThat(kept.credentials().headers()).containsEntry("Authorization", "Bearer token-1");
            now[0] = NOW.plusSeconds(271);
            assertThat(kept.credentials().headers()).containsEntry("Authorization", "Bearer token-2");
        }
    }

    @ParameterizedTest
    @CsvSource({"503, RETRY", "429, RETRY", "403, REFUSED", "404, REFUSED"})
    void aRefusedChallengeSaysWhetherAPersonIsNeeded(int refusal, Kind kind) throws Exception {
        status = refusal;
        try (TokenServer server = new TokenServer(this::answer)) {
            assertThat(failure(logIn(server, signer(rsa)::enveloped))).isEqualTo(kind);
        }
    }

    @Test
    void aSignatureThatTheServiceRefusesNeedsAPerson() throws Exception {
        try (TokenServer server = new TokenServer(this::answer)) {
            assertThat(failure(logIn(server, content -> content))).isEqualTo(Kind.REFUSED);
        }
    }

    @Test
    void aKeyThatCannotSignNeedsAPersonAndTheRestIsNotSent() throws Exception {
        try (TokenServer server = new TokenServer(this::answer)) {
            ChallengeSignToken logIn = logIn(server, content -> {
                throw new IllegalStateException("PIN 1234 is wrong");
            });
            NoTokenException none = catchThrowableOfType(NoTokenException.class, logIn::fetch);
            assertThat(none.kind()).isEqualTo(Kind.REFUSED);
            assertThat(none).hasMessageNotContaining("1234");
            assertThat(server.server().requests()).containsExactly("GET /token");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>Busy</html>", "", "{}"})
    void anAnswerWithoutAChallengeIsAskedForAgainLater(String body) throws Exception {
        try (TokenServer server = new TokenServer((request, out) -> out.write(RawServer.answer(200, body)))) {
            assertThat(failure(logIn(server, signer(rsa)::enveloped))).isEqualTo(Kind.RETRY);
        }
    }

    private static Kind failure(TokenSource source) {
        return catchThrowableOfType(NoTokenException.class, source::fetch).kind();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a/>",
                "<a xmlns='urn:x' xmlns:b='urn:y'><b:c b:d='1'>Ё \u20AC &amp; &lt;</b:c><!-- x --></a>",
                "<?xml version='1.0' encoding='UTF-8'?>\r\n<a>\r\n <b/>\t</a>\r\n",
                "<a><![CDATA[<x>]]></a>",
                "<a b='&#10;&#9;&quot;'/>"
            })
    void anotherImplementationVerifiesTheSignatureOfAnyDocument(String xml) throws Exception {
        byte[] signed = signer(rsa).enveloped(xml.getBytes(StandardCharsets.UTF_8));
        assertThat(holds(signed)).isTrue();
        String altered = new String(signed, StandardCharsets.UTF_8).replaceFirst("<a", "<a zz='1'");
        assertThat(holds(altered.getBytes(StandardCharsets.UTF_8))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no xml",
                "<a>",
                "<!DOCTYPE a><a/>",
                "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><a>&x;</a>"
            })
    void documentsThatAreNotPlainXmlAreNotSigned(String xml) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> signer(rsa).enveloped(xml.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-30T08:05:00Z, PT5M",
        "2026-11-30T10:05:00+02:00, PT5M",
        "2026-11-30T07:00:00Z, PT0S",
        "300, PT5M",
        "300.9, PT5M",
        "soon, ",
        "2999-01-01T00:00:00Z, P366D"
    })
    void theEndOfATokenIsSecondsOrAMoment(String text, Duration lives) {
        assertThat(Lifetimes.read(com.fasterxml.jackson.databind.node.TextNode.valueOf(text), NOW))
                .isEqualTo(lives);
    }
}
