package org.hospitalhub.service.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.State;
import org.hospitalhub.service.engine.LabFixture.Answer;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.SelfSigned;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are CMS (RFC 5652), all signed by OpenSSL. */
class CmsAnswersTest {

    private static final String LAB = """
            service: lab
            settings:
              base-url: {type: url, required: true, on-off: true}
              trust: {type: file}
            doors:
              api: {url: "{settings.base-url}", read: {cms: {trust: "{settings.trust}", find: "%s"}}}
            errors:
              - {when: any, then: park, code: LAB_UNEXPECTED}
            operations:
              lab.order:
                kind: ask
                step:
                  request: GET /orders/{name}
                  answer: [{when: {status: 200, is: .number}, then: done, result: {number: .number}}]
            """;
    private static final String CONTENT = "{\"number\":\"число 7\"}";

    @TempDir
    private static Path keys;

    @TempDir
    private Path folder;

    private LabFixture stage;

    @BeforeAll
    static void makeKeys() throws Exception {
        assumeTrue(run("version") == 0, "openssl is not installed");
        Files.writeString(keys.resolve("content"), CONTENT);
        write("service", SelfSigned.of("RSA"));
        write("stranger", SelfSigned.of("secp256r1"));
    }

    private static void write(String name, SelfSigned signer) throws IOException {
        try (JcaPEMWriter key = new JcaPEMWriter(Files.newBufferedWriter(keys.resolve(name + ".key")));
                JcaPEMWriter certificate = new JcaPEMWriter(Files.newBufferedWriter(keys.resolve(name + ".pem")))) {
            key.writeObject(new JcaPKCS8Generator(signer.keys().getPrivate(), null));
            certificate.writeObject(signer.certificate());
        }
    }

    @AfterEach
    void stop() {
        if (stage != null) {
            stage.close();
        }
    }

    private static int run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command)
                .directory(keys.toFile())
                .redirectErrorStream(true)
                .redirectOutput(keys.resolve("said").toFile())
                .start();
        return process.waitFor(1, TimeUnit.MINUTES) ? process.exitValue() : 1;
    }

    private static byte[] signed(String signer, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "cms",
                "-sign",
                "-binary",
                "-in",
                "content",
                "-signer",
                signer + ".pem",
                "-inkey",
                signer + ".key",
                "-out",
                "signed"));
        arguments.addAll(Arrays.asList(options));
        assertThat(run(arguments.toArray(String[]::new))).isZero();
        return Files.readAllBytes(keys.resolve("signed"));
    }

    private Order play(String find, byte[] body) throws Exception {
        stage = new LabFixture(
                folder,
                LAB.formatted(find),
                asked -> new Answer(200, body, Map.of("Content-Type", "application/pkcs7-mime")),
                new Identities(new IdentitySettings(Map.of())),
                Map.of("hub.lab.trust", keys.resolve("service.pem").toString()));
        return stage.end(stage.accept("lab.order", "{\"name\":\"Ada\"}"));
    }

    private void assertCompleted(Order order) {
        assertThat(order.state()).isEqualTo(State.COMPLETED);
        assertThat(stage.ledger().orders().result(order.id())).hasToString("Optional[" + CONTENT + "]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-nodetach -outform DER",
                "-nodetach -stream -outform DER",
                "-nodetach -outform PEM",
                "-nodetach -outform DER -nocerts"
            })
    void anAnswerIsReadAsItsSignedContent(String options) throws Exception {
        assertCompleted(play(".", signed("service", options.split(" "))));
    }

    @Test
    void aFieldOfTheAnswerMayHaveTheSignature() throws Exception {
        String signed = Base64.getEncoder().encodeToString(signed("service", "-nodetach", "-outform", "DER"));
        byte[] body = ("{\"data\":{\"signed\":\"" + signed + "\"}}").getBytes(StandardCharsets.UTF_8);
        assertCompleted(play(".data.signed", body));
    }

    @ParameterizedTest
    @CsvSource({"stranger", "changed", "detached", "unsigned"})
    void whatNoTrustedSignerSignedIsNotTaken(String how) throws Exception {
        byte[] body = signed(how.equals("stranger") ? "stranger" : "service", "-nodetach", "-outform", "DER");
        switch (how) {
            case "changed" ->
                body = new String(body, StandardCharsets.ISO_8859_1)
                        .replace(" 7\"}", " 8\"}")
                        .getBytes(StandardCharsets.ISO_8859_1);
            case "detached" -> body = signed("service", "-outform", "DER");
            case "unsigned" -> body = CONTENT.getBytes(StandardCharsets.UTF_8);
            default -> {}
        }
        assertThat(play(".", body).problem().code()).isEqualTo("LAB_UNEXPECTED");
    }
}
