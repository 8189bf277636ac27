package org.hospitalhub.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.State;
import org.hospitalhub.service.engine.LabFixture.Answer;
import org.hospitalhub.service.engine.LabFixture.Asked;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.SelfSigned;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * JSON Web Tokens (RFC 7519) that the hub signs for each request, as Italy's FSE 2.0 wants two of them: one that names the client, and
 * one with the hash of the document. The JDK verifies them.
 */
class JwtTest {

    private static final String LAB = """
            service: lab
            settings: {base-url: {type: url, required: true, on-off: true}, signer: {type: identity}}
            doors:
              api:
                url: "{settings.base-url}"
                media: multipart/form-data
                auth:
                  kind: jwt
                  identity: "{settings.signer}"
                  claims: {iss: {text: "auth:S1#1"}, aud: {text: "{settings.base-url}"}}
                  expires: 1m
            errors: [{when: any, then: park, code: LAB_UNEXPECTED}]
            operations:
              lab.document:
                kind: steps
                attachments: {document: {media: application/pdf}}
                steps:
                  send:
                    request: POST /documents
                    body: {requestBody: {type: report}, file: .document}
                    sign:
                      identity: "{settings.signer}"
                      scheme: jwt
                      of: {sub: .person, action_id: CREATE, attachment_hash: 'file-hash(.document.base64, "sha-256")'}
                      header: FSE-JWT-Signature
                      protected: {kid: k1}
                    unsure: park
                    answer: [{when: {status: 201, is: .id}, then: state, remember: {id: .id}}]
                  state:
                    request: GET /documents/{memory.id}
                    sign: {identity: "{settings.signer}", scheme: jwt, of: {sub: .person}, header: FSE-JWT-Signature}
                    answer: [{when: {status: 200, is: .state}, then: done, result: {state: .state}}]
            """;
    private static final byte[] PDF = "%PDF-1.7\n%%EOF\n".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;

    private final List<Asked> asked = new ArrayList<>();
    private LabFixture stage;

    @AfterEach
    void stop() {
        stage.close();
    }

    private Order play(String definition) throws Exception {
        SelfSigned.of("RSA").write(folder.resolve("hospital.p12"), "x");
        Identities identities = new Identities(new IdentitySettings(Map.of(
                "hospital",
                new IdentitySettings.Entry(
                        folder.resolve("hospital.p12"), IdentitySettings.Type.PKCS12, "x", null, null))));
        stage = new LabFixture(
                folder,
                definition,
                request -> {
                    asked.add(request);
                    return request.line().startsWith("POST")
                            ? new Answer(201, "{\"id\":\"7\"}", Map.of("Content-Type", "application/json"))
                            : Answer.json("{\"state\":\"published\"}");
                },
                identities,
                Map.of("hub.lab.signer", "hospital"));
        String payload = "{\"person\":\"RSSMRA80A01H501U\",\"document\":{\"base64\":\""
                + Base64.getEncoder().encodeToString(PDF) + "\",\"name\":\"report.pdf\"}}";
        return stage.end(stage.accept("lab.document", payload));
    }

    private static JsonNode json(String part) {
        return LabFixture.json(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
    }

    /** Returns the claims of a token that the hospital's key has signed. */
    private static JsonNode verified(String token) throws Exception {
        String[] parts = token.split("\\.");
        JsonNode head = json(parts[0]);
        assertThat(head.path("alg").asText()).isEqualTo("RS256");
        assertThat(head.path("typ").asText()).isEqualTo("JWT");
        assertThat(Base64.getDecoder().decode(head.path("x5c").path(0).asText()))
                .isEqualTo(SelfSigned.of("RSA").certificate().getEncoded());
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(SelfSigned.of("RSA").certificate());
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
        return json(parts[1]);
    }

    @Test
    void theTokenOfADoorNamesTheClientAndIsNewForEachRequest() throws Exception {
        assertThat(play(LAB).state()).isEqualTo(State.COMPLETED);
        List<JsonNode> claims = new ArrayList<>();
        for (Asked each : asked) {
            claims.add(verified(each.headers().get("authorization").replaceFirst("^Bearer ", "")));
        }
        assertThat(claims).hasSize(2).allSatisfy(each -> {
            assertThat(each.path("iss").asText()).isEqualTo("auth:S1#1");
            assertThat(each.path("aud").asText()).startsWith("http://127.0.0.1:");
            assertThat(each.path("exp").asLong() - each.path("iat").asLong()).isEqualTo(60);
        });
        assertThat(claims.get(0).path("jti")).isNotEqualTo(claims.get(1).path("jti"));
    }

    @Test
    void theTokenOfAStepIsAboutTheOrderBesideAnUnchangedBody() throws Exception {
        play(LAB);
        JsonNode claims = verified(asked.get(0).headers().get("fse-jwt-signature"));
        assertThat(claims.path("sub").asText()).isEqualTo("RSSMRA80A01H501U");
        assertThat(claims.path("attachment_hash").asText())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(PDF)));
        assertThat(asked.get(0).text())
                .contains("name=\"requestBody\"", "{\"type\":\"report\"}", "filename=\"report.pdf\"", "%PDF-1.7");
    }

    @Test
    void aGetHasTheTokenWithoutABody() throws Exception {
        play(LAB);
        assertThat(verified(asked.get(1).headers().get("fse-jwt-signature"))
                        .path("sub")
                        .asText())
                .isEqualTo("RSSMRA80A01H501U");
        assertThat(asked.get(1).body()).isEmpty();
    }

    @Test
    void aFieldMayHaveTheToken() throws Exception {
        play(LAB.replace("multipart/form-data", "application/json")
                .replace("body: {requestBody: {type: report}, file: .document}", "body: {type: report}")
                .replace("header: FSE-JWT-Signature\n          protected", "into: proof\n          protected"));
        JsonNode body = LabFixture.json(asked.get(0).text());
        assertThat(body.path("type").asText()).isEqualTo("report");
        assertThat(verified(body.path("proof").asText()).path("action_id").asText())
                .isEqualTo("CREATE");
    }

    @Test
    void claimsThatCannotBeMadeSendNothing() throws Exception {
        Order order = play(LAB.replace("sub: .person, action_id", "sub: 'number(.person)', action_id"));
        assertThat(order.state()).isEqualTo(State.PARKED);
        assertThat(asked).isEmpty();
    }
}
