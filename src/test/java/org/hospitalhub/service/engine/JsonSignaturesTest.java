package org.hospitalhub.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.State;
import org.hospitalhub.service.engine.LabFixture.Answer;
import org.hospitalhub.service.engine.LabFixture.Asked;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Content and answers that are JSON Web Signatures (RFC 7515). The JDK signs and verifies what the hub reads and sends. */
class JsonSignaturesTest {

    private static final String LAB = """
            service: lab
            settings:
              base-url: {type: url, required: true, on-off: true}
              signer: {type: identity}
              trust: {type: file}
            doors:
              api: {url: "{settings.base-url}", read: {jws: {trust: "{settings.trust}", find: "%s"}}}
            errors:
              - {when: {status: 422}, then: refused, code: LAB_REFUSED, findings: [{path: $, message: .text}]}
              - {when: any, then: park, code: LAB_UNEXPECTED}
            operations:
              lab.order:
                kind: ask
                step:
                  request: POST /orders
                  body: {name: .name}
                  %s
                  unsure: park
                  answer: [{when: {status: 200, is: .number}, then: done, result: {number: .number}}]
            """;
    private static final String CONTENT = "{\"name\":\"Ada\"}";
    private static final Instant NOW = Instant.parse("2026-06-15T10:00:00Z");

    @TempDir
    Path folder;

    /** A key with its certificate. */
    private record Pair(KeyPair keys, X509Certificate certificate) {}

    private final Pair doctor = pair("Doctor", null);
    private final Pair authority = pair("Authority", null);
    private final Pair service = pair("Service", authority);
    private final Pair stranger = pair("Service", null);
    private Identities identities;
    private LabFixture stage;
    private Asked asked;

    JsonSignaturesTest() throws Exception {}

    @BeforeEach
    void store() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "key", doctor.keys().getPrivate(), "x".toCharArray(), new Certificate[] {doctor.certificate()});
        try (OutputStream out = Files.newOutputStream(folder.resolve("doctor.p12"))) {
            store.store(out, "x".toCharArray());
        }
        identities = new Identities(new IdentitySettings(Map.of(
                "doctor",
                new IdentitySettings.Entry(
                        folder.resolve("doctor.p12"), IdentitySettings.Type.PKCS12, "x", null, null))));
    }

    @AfterEach
    void stop() {
        if (stage != null) {
            stage.close();
        }
    }

    private static Pair pair(String name, Pair issuer) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair keys = generator.generateKeyPair();
        X500Name subject = new X500Name("CN=" + name);
        X500Name signer = issuer == null ? subject : new X500Name("CN=Authority");
        KeyPair signing = issuer == null ? keys : issuer.keys();
        return new Pair(
                keys,
                new JcaX509CertificateConverter()
                        .getCertificate(new JcaX509v3CertificateBuilder(
                                        signer,
                                        BigInteger.ONE,
                                        Date.from(NOW.minusSeconds(1000)),
                                        Date.from(NOW.plusSeconds(100_000)),
                                        subject,
                                        keys.getPublic())
                                .addExtension(Extension.basicConstraints, true, new BasicConstraints(issuer == null))
                                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(signing.getPrivate()))));
    }

    private Order play(String sign, String find, Answer answer, X509Certificate... trusted) throws Exception {
        StringBuilder pem = new StringBuilder();
        for (X509Certificate one : trusted) {
            pem.append("-----BEGIN CERTIFICATE-----\n")
                    .append(Base64.getMimeEncoder().encodeToString(one.getEncoded()))
                    .append("\n-----END CERTIFICATE-----\n");
        }
        Path file = Files.writeString(folder.resolve("trust.pem"), pem.toString());
        stage = new LabFixture(
                folder,
                LAB.formatted(find, sign),
                request -> {
                    asked = request;
                    return answer;
                },
                identities,
                trusted.length == 0
                        ? Map.of("hub.lab.signer", "doctor")
                        : Map.of("hub.lab.signer", "doctor", "hub.lab.trust", file.toString()));
        return stage.end(stage.accept("lab.order", CONTENT));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode json(String part) {
        return LabFixture.json(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
    }

    /** Returns the protected header when the doctor's key has signed the content. */
    private JsonNode verified(String head, String content, String value) throws Exception {
        JsonNode fields = json(head);
        X509Certificate sent = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(
                        Base64.getDecoder().decode(fields.path("x5c").path(0).textValue())));
        assertThat(sent).isEqualTo(doctor.certificate());
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initVerify(sent);
        signature.update((head + "." + content).getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(Base64.getUrlDecoder().decode(value))).isTrue();
        return fields;
    }

    private static String jws(String head, String content, KeyPair keys) throws Exception {
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(keys.getPrivate());
        String signed = base64(head) + "." + base64(content);
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + base64(signature.sign());
    }

    private static String head(Pair signer, Pair... issuers) throws Exception {
        StringBuilder chain = new StringBuilder(
                "\"" + Base64.getEncoder().encodeToString(signer.certificate().getEncoded()) + "\"");
        for (Pair one : issuers) {
            chain.append(",\"")
                    .append(Base64.getEncoder().encodeToString(one.certificate().getEncoded()))
                    .append('"');
        }
        return "{\"alg\":\"ES256\",\"x5c\":[" + chain + "]}";
    }

    private static Answer signed(String body) {
        return new Answer(200, body, Map.of("Content-Type", "application/jose"));
    }

    private Answer good() throws Exception {
        return signed(jws(head(service), "{\"number\":7}", service.keys()));
    }

    private Answer plain() {
        return Answer.json("{\"number\":7}");
    }

    @Test
    void theContentIsSentAsACompactSignature() throws Exception {
        play(
                "sign: {identity: '{settings.signer}', scheme: jws, protected: {typ: JOSE, kid: 'k-{order.id}'}}",
                ".",
                plain());
        String[] parts = asked.text().split("\\.");
        JsonNode head = verified(parts[0], parts[1], parts[2]);
        assertThat(json(parts[1])).isEqualTo(LabFixture.json(CONTENT));
        assertThat(head.path("typ").asText()).isEqualTo("JOSE");
        assertThat(head.path("kid").asText()).startsWith("k-").doesNotContain("{");
    }

    @Test
    void aFieldCanHaveTheSignature() throws Exception {
        play("sign: {identity: '{settings.signer}', scheme: jws, into: document}", ".", plain());
        String[] parts =
                LabFixture.json(asked.text()).path("document").textValue().split("\\.");
        verified(parts[0], parts[1], parts[2]);
    }

    @Test
    void theJsonSerializationHasTheThreePartsAsFields() throws Exception {
        play("sign: {identity: '{settings.signer}', scheme: jws, encoding: json}", ".", plain());
        JsonNode sent = LabFixture.json(asked.text());
        verified(
                sent.path("protected").textValue(),
                sent.path("payload").textValue(),
                sent.path("signature").textValue());
    }

    @Test
    void aHeaderHasADetachedSignatureOfTheBody() throws Exception {
        play("sign: {identity: '{settings.signer}', scheme: jws, header: X-JWS-Signature}", ".", plain());
        String[] parts = asked.headers().get("x-jws-signature").split("\\.");
        assertThat(parts[1]).isEmpty();
        verified(parts[0], base64(asked.body()), parts[2]);
        assertThat(asked.text()).isEqualTo(CONTENT);
    }

    @Test
    void anAlgorithmThatDoesNotFitTheKeySendsNothing() throws Exception {
        Order order = play("sign: {identity: '{settings.signer}', scheme: jws, algorithm: RS256}", ".", plain());
        assertThat(order.state()).isEqualTo(State.PARKED);
        assertThat(asked).isNull();
    }

    @Test
    void anAnswerIsReadAsItsSignedContent() throws Exception {
        Order order = play("", ".", good(), service.certificate());
        assertThat(order.state()).isEqualTo(State.COMPLETED);
        assertThat(stage.ledger().orders().result(order.id())).hasToString("Optional[{\"number\":7}]");
    }

    @Test
    void theIssuerOfTheSignerMayBeTrusted() throws Exception {
        assertThat(play("", ".", good(), authority.certificate()).state()).isEqualTo(State.COMPLETED);
    }

    @Test
    void aChainMayContainTheTrustedCertificate() throws Exception {
        Answer answer = signed(jws(head(service, authority), "{\"number\":7}", service.keys()));
        assertThat(play("", ".", answer, authority.certificate()).state()).isEqualTo(State.COMPLETED);
    }

    @Test
    void aSignatureWithoutCertificateIsVerifiedWithTheTrustedOnes() throws Exception {
        Answer answer = signed(jws("{\"alg\":\"ES256\",\"kid\":\"1\"}", "{\"number\":7}", service.keys()));
        assertThat(play("", ".", answer, stranger.certificate(), service.certificate())
                        .state())
                .isEqualTo(State.COMPLETED);
    }

    @Test
    void aFieldOfTheAnswerMayHaveTheSignature() throws Exception {
        Answer answer = Answer.json("{\"data\":{\"signed\":\"" + good().body() + "\"}}");
        assertThat(play("", ".data.signed", answer, service.certificate()).state())
                .isEqualTo(State.COMPLETED);
    }

    @ParameterizedTest
    @CsvSource({"stranger", "changed", "none", "hmac", "unsigned", "wrong-key", "expired"})
    void whatNoTrustedSignerSignedIsNotTaken(String how) throws Exception {
        String good = good().body();
        UnaryOperator<String> content = part -> good.split("\\.")[0] + "." + part + "." + good.split("\\.")[2];
        Answer answer =
                switch (how) {
                    case "stranger" -> signed(jws(head(stranger), "{\"number\":7}", stranger.keys()));
                    case "changed" -> signed(content.apply(base64("{\"number\":8}")));
                    case "none" -> signed(base64("{\"alg\":\"none\"}") + "." + base64("{\"number\":7}") + ".");
                    case "hmac" -> signed(jws("{\"alg\":\"HS256\"}", "{\"number\":7}", service.keys()));
                    case "wrong-key" -> signed(jws(head(service), "{\"number\":7}", stranger.keys()));
                    case "unsigned" -> plain();
                    default -> good();
                };
        Order order = how.equals("expired") ? late(answer) : play("", ".", answer, service.certificate());
        assertThat(order.state()).isEqualTo(State.PARKED);
        assertThat(order.problem().code()).isEqualTo("UNSURE");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void withoutTrustedCertificatesNoAnswerIsTaken(boolean signed) throws Exception {
        assertThat(play("", ".", signed ? good() : plain()).state()).isEqualTo(State.PARKED);
    }

    private Order late(Answer answer) throws Exception {
        Path file = Files.writeString(
                folder.resolve("trust.pem"),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(service.certificate().getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        stage = new LabFixture(
                folder,
                LAB.formatted(".", ""),
                request -> answer,
                identities,
                Map.of("hub.lab.trust", file.toString()));
        stage.advance(java.time.Duration.ofDays(2));
        return stage.end(stage.accept("lab.order", CONTENT));
    }

    @Test
    void anErrorMayBeUnsigned() throws Exception {
        Answer answer = new Answer(422, "{\"text\":\"no such drug\"}", Map.of("Content-Type", "application/json"));
        Order order = play("", ".", answer, service.certificate());
        assertThat(order.state()).isEqualTo(State.REFUSED);
    }
}
