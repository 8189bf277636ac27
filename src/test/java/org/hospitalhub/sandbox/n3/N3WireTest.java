package org.hospitalhub.sandbox.n3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stand-in against the specification, byte by byte where clients stumble (N3 description §2 to §4). */
class N3WireTest {

    private static final Person IVANOV = new Person("Иванов", "Иван", "Иванович", LocalDate.of(1992, 10, 31), "1");

    private N3SimulatorFixture fixture;

    @BeforeEach
    void open() {
        fixture = N3SimulatorFixture.completingAfterSeconds(30);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource({"snils,43", "snils-validate,52", "united-policy-number,58"})
    void anOrderAnswerIsBarePathAndUuidWithTheLengthOfTheSeed(String kind, int length) throws Exception {
        String answer = raw("POST /n3/" + kind + " HTTP/1.1", body(kind));

        assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n");
        assertThat(answer).containsIgnoringCase("\r\nContent-Length: " + length + "\r\n");
        assertThat(answer).containsIgnoringCase("\r\nContent-Encoding: text/plain; charset=utf-8\r\n");
        assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4)).matches("/" + kind + "/[0-9a-f-]{36}");
    }

    @Test
    void aStatusIsJsonThatCallsItselfText() throws Exception {
        String order = fixture.order("Иванов");

        HttpResponse<String> status = fixture.get(order);

        assertThat(status.headers().firstValue("Content-Type")).contains("text/plain;charset=utf-8");
        assertThat(status.headers().firstValue("Content-Encoding")).contains("UTF-8");
        assertThat(status.body()).isEqualTo("{\"patient\":{\"status\":\"В процессе\"}}");
    }

    @Test
    void aSnilsIsThereWhenItsTimeHasCome() throws Exception {
        String order = fixture.order("Иванов");
        fixture.pass(Duration.ofSeconds(30));

        assertThat(fixture.get(order).body())
                .isEqualTo(
                        "{\"patient\":{\"status\":\"Выполнено\",\"snils\":\"" + ExpectedAnswers.snils(IVANOV) + "\"}}");
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aCheckSaysWhetherTheNumberIsThePersons(boolean right) throws Exception {
        String number = right ? ExpectedAnswers.snils(IVANOV) : "11223344595";
        String order = "/n3"
                + fixture.post("/n3/snils-validate", N3SimulatorFixture.validate("ИВАНОВ", number))
                        .body();
        fixture.pass(Duration.ofSeconds(30));

        HttpResponse<String> status = fixture.get(order);

        assertThat(status.body()).isEqualTo("{\"patient\":{\"result\":" + right + ",\"status\":\"Выполнено\"}}");
        assertThat(status.headers().firstValue("Content-Encoding")).isEmpty();
    }

    @Test
    void aPolicyComesWithRegionInsurerAndStart() throws Exception {
        String order = "/n3"
                + fixture.post("/n3/united-policy-number", N3SimulatorFixture.policy("Иванов"))
                        .body();
        fixture.pass(Duration.ofSeconds(30));

        JsonNode patient = N3SimulatorFixture.tree(fixture.get(order)).path("patient");

        ExpectedAnswers.Policy policy = ExpectedAnswers.policy(IVANOV);
        assertThat(patient.path("unitedPolicyNumber").asText()).isEqualTo(policy.number());
        assertThat(patient.path("region").asText()).isEqualTo(policy.region()).hasSize(5);
        assertThat(patient.path("insuranceOrganization").asText()).isEqualTo(policy.insuranceOrganization());
        assertThat(patient.path("startDate").asText())
                .isEqualTo(policy.startDate().toString());
        assertThat(patient.path("status").asText()).isEqualTo("Выполнено");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/n3/snils,POST",
        "DELETE,/n3/snils-validate,POST",
        "POST,/n3/united-policy-number/3f0c5b76-6d3a-4f0e-9c0a-000000000000,GET",
        "PUT,/n3/snils/3f0c5b76-6d3a-4f0e-9c0a-000000000000,GET"
    })
    void anotherMethodIsForbidden(String method, String path, String allowed) throws Exception {
        HttpResponse<String> answer = fixture.send(fixture.request(path).method(method, BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains(allowed);
    }

    @ParameterizedTest
    @CsvSource({"''", "Bearer 00000000-0000-4000-8000-000000000001", "N3 key", "N300000000-0000-4000-8000-000000000001"
    })
    void withoutTheKeyNothingIsAnswered(String key) throws Exception {
        HttpResponse<String> answer = fixture.send(HttpRequest.newBuilder(fixture.uri("/n3/snils"))
                .header("Authorization", key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(N3SimulatorFixture.snils("Иванов", "Иван"))));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(N3SimulatorFixture.tree(answer).path("code").asText()).isEqualTo("UNAUTHORIZED");
    }

    @Test
    void aConfiguredKeyShutsOutOthers() throws Exception {
        try (N3SimulatorFixture guarded = new N3SimulatorFixture(
                N3SandboxSettings.completingAfter(Duration.ZERO), "00000000-0000-4000-8000-000000000002")) {
            assertThat(guarded.get("/n3/snils/" + UUID.randomUUID()).statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void anUnknownOrderIsNotFound() throws Exception {
        HttpResponse<String> answer = fixture.get("/n3/snils/" + UUID.randomUUID());

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(N3SimulatorFixture.tree(answer).path("code").asText()).isEqualTo("ORDER_NOT_FOUND");
    }

    @Test
    void anOrderOfAnotherKindIsNotFound() throws Exception {
        String order = fixture.order("Иванов").replace("snils", "united-policy-number");

        assertThat(fixture.get(order).statusCode()).isEqualTo(404);
    }

    @Test
    void onlyTheCheckNestsItsErrors() throws Exception {
        assertThat(fixture.post("/n3/snils", "{}").body()).startsWith("{\"code\":\"REQUIRED_FIELD\",\"description\":");
        assertThat(fixture.post("/n3/united-policy-number", "{}").body()).startsWith("{\"code\":");
        assertThat(fixture.post("/n3/snils-validate", "{}").body()).startsWith("{\"error\":{\"code\":");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "snils|\"familyName\":\"Иванов\",||REQUIRED_FIELD|patient.familyName",
                "snils|\"Иванов\"|17|INVALID_FIELD|patient.familyName",
                "snils|1992-10-31|31.10.1992|INVALID_FIELD|patient.birthDate",
                "snils|1992-10-31|1992-02-30|INVALID_FIELD|patient.birthDate",
                "snils|1992-10-31|2026-03-02|INVALID_FIELD|patient.birthDate",
                "snils|\"gender\":\"1\"|\"gender\":\"3\"|INVALID_FIELD|patient.gender",
                "snils|\"gender\":\"1\"|\"gender\":1|INVALID_FIELD|patient.gender",
                "snils|\"type\":\"1\"|\"type\":\"14\"|INVALID_FIELD|patientPersDocs.type",
                "snils|\"0000\"|\"00000000000\"|INVALID_FIELD|patientPersDocs.series",
                "snils|\"000001\"|\"000000000000000000001\"|INVALID_FIELD|patientPersDocs.number",
                "snils|2012-11-15|1990-01-01|INVALID_FIELD|patientPersDocs.issueDate",
                "snils|,\"issuer\":\"ОВД\"||REQUIRED_FIELD|patientPersDocs.issuer",
                "snils|\"patronymic\":\"Иванович\"|\"patronymic\":\"\"|REQUIRED_FIELD|patient.patronymic",
                "united-policy-number|\"number\":\"000001\"|\"n\":1|REQUIRED_FIELD|patientPersDocs.number",
                "snils-validate|11223344595|112-233-445 95|INVALID_FIELD|patient.snils",
                "snils|{\"patient\"|{{|INVALID_JSON|JSON",
            })
    void aFaultyBodyIsRefusedWithItsField(String kind, String part, String instead, String code, String field)
            throws Exception {
        String faulty = body(kind).replace(part, instead == null ? "" : instead);

        HttpResponse<String> answer = fixture.post("/n3/" + kind, faulty);

        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode error = N3SimulatorFixture.tree(answer);
        JsonNode flat = error.path("error").isObject() ? error.path("error") : error;
        assertThat(flat.path("code").asText()).isEqualTo(code);
        assertThat(flat.path("description").asText()).contains(field);
    }

    @Test
    void namesAreShorterForPolicies() throws Exception {
        String name = "Я".repeat(41);

        assertThat(fixture.post("/n3/snils", N3SimulatorFixture.snils(name, "Иван"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(fixture.post("/n3/united-policy-number", N3SimulatorFixture.policy(name))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void theCheckTakesTheSmallNamesOfTheSeedsSample() throws Exception {
        String body = N3SimulatorFixture.validate("Иванов", "12312312312")
                .replace("familyName", "familyname")
                .replace("firstName", "firstname")
                .replace("\"gender\":\"1\"", "\"gender\":1");

        assertThat(fixture.post("/n3/snils-validate", body).statusCode()).isEqualTo(200);
    }

    @Test
    void anotherMediaTypeIsRefused() throws Exception {
        HttpResponse<String> answer = fixture.send(
                fixture.request("/n3/snils").POST(BodyPublishers.ofString(N3SimulatorFixture.snils("Иванов", "Иван"))));

        assertThat(answer.statusCode()).isEqualTo(415);
    }

    private String raw(String requestLine, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = requestLine + "\r\nHost: localhost\r\nAuthorization: " + N3SimulatorFixture.KEY
                + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " + bytes.length
                + "\r\n\r\n";
        try (Socket socket = new Socket("127.0.0.1", fixture.sandbox.port())) {
            socket.setSoTimeout(120_000);
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            out.write(bytes);
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String body(String kind) {
        return switch (kind) {
            case "snils" -> N3SimulatorFixture.snils("Иванов", "Иван");
            case "snils-validate" -> N3SimulatorFixture.validate("Иванов", "11223344595");
            default -> N3SimulatorFixture.policy("Иванов");
        };
    }
}
