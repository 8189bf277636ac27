package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The way of an order from its trigger to its delivered answer, through the real application. */
class WayOfAnOrderTest {

    private static final String WRONG_REQUESTS = """
            integrator | POST | /api/orders/n3.horoscope   | {}      | 404
            integrator | POST | /api/orders/n3.snils       | no json | 422
            integrator | POST | /api/orders/n3.snils       | {}      | 422
            operator   | GET  | /api/orders/nobody         |         | 404
            operator   | GET  | /api/orders?state=happy    |         | 400
            operator   | GET  | /api/orders?page=x         |         | 400
            operator   | GET  | /api/batches/unknown       |         | 404
            operator   | GET  | /api/nothing-here          |         | 404
            operator   | POST | /api/orders/nobody/cancel  |         | 404
            """;

    private final RunningHub hub = RunningHub.shared();

    private static final String CSV = """
            id;patient.familyName;patient.firstName;patient.birthDate;patient.gender;patientPersDocs.type;\
            patientPersDocs.series;patientPersDocs.number;patientPersDocs.issueDate;patientPersDocs.issuer
            a;Берёзкин;Пётр;1984-03-12;1;1;4504;100101;2004-04-20;ОВД
            b;Дубов;Илья;1984-02-30;3;1;4504;100505;2004-04-20;ОВД
            c;Кленов;Олег;1975-07-30;1;1;4500;100303;2020-08-11;ОВД
            """;

    @Test
    void aDroppedCsvComesBackWithEveryRowAndItsAnswer() throws Exception {
        hub.drop("n3.snils", "patients.csv", CSV.getBytes(StandardCharsets.UTF_8));
        List<String> rows = result("n3.snils", "patients.result.csv").lines().toList();
        assertThat(rows).hasSize(4);
        assertThat(rows.get(1))
                .startsWith("a;Берёзкин;Пётр;1984-03-12;1;1;4504;100101")
                .contains(";completed;");
        assertThat(rows.get(2)).startsWith("b;Дубов;").contains(";refused;").contains(";\"patient.birthDate: ");
        assertThat(rows.get(3)).startsWith("c;Кленов;").contains(";completed;");
        await().atMost(Duration.ofMinutes(3))
                .until(() -> Files.exists(hub.drop().resolve("done/n3.snils/patients.csv")));
    }

    @Test
    void aDroppedArrayAndDroppedLinesComeBackInTheirOrder() throws Exception {
        ObjectNode one = hub.patient("Осинкин", "Павел");
        ObjectNode two = hub.patient("Рябинин", "Павел");
        hub.drop("n3.snils", "array.json", ("[" + one + "," + two + "]").getBytes(StandardCharsets.UTF_8));
        hub.drop(
                "n3.snils",
                "lines.ndjson",
                (hub.patient("Елкин", "Павел") + "\n" + hub.patient("Сосни", "Павел") + "\n")
                        .getBytes(StandardCharsets.UTF_8));
        JsonNode array = hub.read(result("n3.snils", "array.result.json"));
        assertThat(array).hasSize(2).allSatisfy(order -> {
            assertThat(order.path("state").asText()).isEqualTo("completed");
            assertThat(order.path("result").path("snils").asText()).hasSize(11);
        });
        assertThat(array.get(0).path("result").path("snils").asText()).isEqualTo(truth(one));
        assertThat(array.get(1).path("result").path("snils").asText()).isEqualTo(truth(two));
        assertThat(result("n3.snils", "lines.result.ndjson").lines())
                .hasSize(2)
                .allMatch(line -> line.contains("completed"));
    }

    @Test
    void aFileThatIsNoneGoesToFailedBesideItsFindings() throws Exception {
        hub.drop("n3.snils", "broken.json", "[{\"patient\":".getBytes(StandardCharsets.UTF_8));
        Path findings = hub.drop().resolve("failed/n3.snils/broken.json.findings.json");
        await().atMost(Duration.ofMinutes(3))
                .until(() -> Files.exists(hub.drop().resolve("failed/n3.snils/broken.json")));
        assertThat(Files.readString(findings)).contains("code");
    }

    @Test
    void aBatchCountsItsOrdersByState() throws Exception {
        String rows = "[" + hub.patient("Ивин", "Пётр") + "," + hub.patient("Ракитин", "Пётр") + "]";
        HttpResponse<String> accepted = hub.send(hub.request("integrator", "/api/batches/n3.snils?name=progress.json")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(rows)));
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        String batch = "/api/batches/" + hub.read(accepted).path("id").asText();
        await().atMost(Duration.ofMinutes(5))
                .until(() -> hub.read(hub.get("integrator", batch))
                                .path("counts")
                                .path("completed")
                                .asInt()
                        == 2);
        JsonNode ended = hub.read(hub.get("integrator", batch));
        assertThat(ended.path("operation").asText()).isEqualTo("n3.snils");
        assertThat(ended.path("total").asInt()).isEqualTo(2);
        assertThat(ended.path("sealed").asBoolean()).isTrue();
    }

    @Test
    void anHttpOrderIsHeldUntilItsAnswerAndThenDelivered() {
        ObjectNode payload = hub.patient("Ольхин", "Иван");
        String id = hub.order(payload);
        JsonNode ended = hub.ended(id);
        assertThat(ended.path("state").asText()).isEqualTo("completed");
        assertThat(ended.path("result").path("snils").asText()).isEqualTo(truth(payload));
        assertThat(ended.path("result").path("status").asText()).isEqualTo("Выполнено");
        assertThat(ended.path("deliveredAt").isTextual()).isTrue();
    }

    @Test
    void theSameKeyIsTheSameOrderAndAnotherPayloadUnderItIsRefused() {
        ObjectNode payload = hub.patient("Липов", "Иван");
        HttpResponse<String> first = keyed("key-1", payload.toString());
        HttpResponse<String> again = keyed("key-1", payload.toString());
        HttpResponse<String> other =
                keyed("key-1", hub.patient("Тополев", "Иван").toString());
        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(again.statusCode()).isEqualTo(202);
        assertThat(hub.read(again).path("id")).isEqualTo(hub.read(first).path("id"));
        assertThat(first.headers().firstValue("Location"))
                .contains("/api/orders/" + hub.read(first).path("id").asText());
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(other.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
    }

    @Test
    void aCallbackGetsTheAnswerUntilItTakesItWithTheOrdersIdAsItsKey() {
        hub.letTheReceiverFail(1);
        HttpResponse<String> accepted = hub.send(hub.request("integrator", "/api/orders/n3.snils")
                .header("Content-Type", "application/json")
                .header("Hub-Callback", hub.callbackUrl("lab"))
                .POST(HttpRequest.BodyPublishers.ofString(
                        hub.patient("Вязов", "Иван").toString())));
        assertThat(accepted.statusCode()).isEqualTo(202);
        String id = hub.read(accepted).path("id").asText();
        await().atMost(Duration.ofMinutes(3))
                .until(() -> hub.look(id).path("deliveredAt").isTextual());
        List<RunningHub.Received> received = hub.answers.stream()
                .filter(answer -> answer.path().equals("/answers/lab"))
                .toList();
        assertThat(received).hasSizeGreaterThan(1).allSatisfy(answer -> {
            assertThat(answer.headers().get("Idempotency-key")).containsExactly(id);
            assertThat(hub.read(answer.body()).path("state").asText()).isEqualTo("completed");
            assertThat(answer.headers().keySet())
                    .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("hub"))
                    .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("camel"));
        });
    }

    @Test
    void aCallbackThatIsNotAllowedRefusesTheOrder() {
        HttpResponse<String> refused = hub.send(hub.request("integrator", "/api/orders/n3.snils")
                .header("Content-Type", "application/json")
                .header("Hub-Callback", hub.trapUrl())
                .POST(HttpRequest.BodyPublishers.ofString(
                        hub.patient("Ясенев", "Иван").toString())));
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("CALLBACK_NOT_ALLOWED");
    }

    @Test
    void aRefusedPayloadIsAProblemThatNamesEveryWrongField() {
        ObjectNode wrong = hub.patient("Ясенев", "Иван");
        ((ObjectNode) wrong.path("patient")).put("gender", "3").put("birthDate", "1999-02-30");
        HttpResponse<String> refused = hub.post("integrator", "/api/orders/n3.snils", wrong.toString());
        assertThat(hub.read(refused).path("findings").findValuesAsText("path"))
                .contains("$.patient.gender", "$.patient.birthDate");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = WRONG_REQUESTS)
    void aWrongRequestHasTheStatusOfItsError(String user, String method, String path, String body, int status) {
        HttpResponse<String> answer = wrong(user, method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = WRONG_REQUESTS)
    void everyErrorIsAProblemDocument(String user, String method, String path, String body) {
        assertThat(wrong(user, method, path, body).headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    }

    private HttpResponse<String> wrong(String user, String method, String path, String body) {
        return method.equals("GET") ? hub.get(user, path) : hub.post(user, path, body == null ? "" : body);
    }

    @Test
    void aPayloadThatIsTooLargeIsRefusedWith413() {
        HttpResponse<String> answer = hub.post("integrator", "/api/orders/n3.snils", "x".repeat(1_100_000));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(413);
    }

    @Test
    void anOperatorMayNotSubmitAnOrder() {
        assertThat(hub.post("operator", "/api/orders/n3.snils", "{}").statusCode())
                .isEqualTo(403);
    }

    @Test
    void aCallWithoutAUserIsUnauthorised() {
        assertThat(hub.send(HttpRequest.newBuilder(hub.uri("/api/orders"))).statusCode())
                .isEqualTo(401);
    }

    @Test
    void aListIsPagedAndFiltered() {
        String id = hub.order(hub.patient("Дубров", "Иван"));
        hub.ended(id);
        JsonNode mine = hub.read(hub.get("integrator", "/api/orders?operation=n3.snils&state=completed&page=0"));
        assertThat(mine.path("items").size()).isBetween(1, 50);
        assertThat(mine.path("page").asInt()).isZero();
        assertThat(mine.path("pages").asInt()).isPositive();
        assertThat(mine.path("total").asInt()).isPositive();
        assertThat(mine.path("items").get(0).path("state").asText()).isEqualTo("completed");
        assertThat(hub.read(hub.get("operator", "/api/orders?operation=nhif.query"))
                        .path("items"))
                .isEmpty();
    }

    @Test
    void aPausedServiceKeepsItsOrdersUntilItIsResumed() {
        hub.post("operator", "/api/services/n3/pause", "{\"why\":\"test\"}");
        try {
            String id = hub.order(hub.patient("Паузин", "Иван"));
            assertThat(service("n3").path("state").asText()).isEqualTo("paused");
            assertThat(service("n3").path("expectedEnd").isNull())
                    .as("nobody can tell the end of a paused service")
                    .isTrue();
            assertThat(hub.read(hub.get("integrator", "/api/orders/" + id + "?wait=1s"))
                            .path("state")
                            .asText())
                    .isEqualTo("accepted");
            hub.post("operator", "/api/services/n3/resume", "");
            assertThat(hub.ended(id).path("state").asText()).isEqualTo("completed");
        } finally {
            hub.post("operator", "/api/services/n3/resume", "");
        }
    }

    @Test
    void aCancelledOrderIsNeverSent() {
        hub.post("operator", "/api/services/n3/pause", "{\"why\":\"test\"}");
        try {
            String id = hub.order(hub.patient("Отменин", "Иван"));
            assertThat(hub.read(hub.post("operator", "/api/orders/" + id + "/cancel", ""))
                            .path("state")
                            .asText())
                    .isEqualTo("cancelled");
            assertThat(hub.attempts(id)).isEmpty();
            assertThat(hub.post("operator", "/api/orders/" + id + "/replay", "").statusCode())
                    .isEqualTo(409);
        } finally {
            hub.post("operator", "/api/services/n3/resume", "");
        }
    }

    @Test
    void aParkedOrderGoesOnWithACorrectedPayload() {
        String id = hub.order(hub.patient("Неключев", "Иван"));
        assertThat(hub.ended(id).path("state").asText()).isEqualTo("parked");
        assertThat(hub.post("operator", "/api/orders/" + id + "/replay", "{\"patient\":{}}")
                        .statusCode())
                .isEqualTo(422);
        ObjectNode corrected = hub.patient("Ключев", "Иван");
        assertThat(hub.post("operator", "/api/orders/" + id + "/replay", corrected.toString())
                        .statusCode())
                .isEqualTo(200);
        JsonNode ended = hub.ended(id);
        assertThat(ended.path("state").asText()).isEqualTo("completed");
        assertThat(ended.path("result").path("snils").asText()).isEqualTo(truth(corrected));
    }

    @Test
    void theDescriptionOfTheApiListsEveryDoor() {
        JsonNode paths = hub.read(hub.get("admin", "/v3/api-docs")).path("paths");
        assertThat(paths.path("/api/orders/{operation}").has("post")).isTrue();
        assertThat(paths.path("/api/orders/{id}").has("get")).isTrue();
        assertThat(paths.path("/api/orders").has("get")).isTrue();
        assertThat(paths.path("/api/orders/{id}/replay").has("post")).isTrue();
        assertThat(paths.path("/api/batches/{id}").has("get")).isTrue();
        assertThat(paths.path("/api/services").has("get")).isTrue();
    }

    private HttpResponse<String> keyed(String key, String body) {
        return hub.send(hub.request("integrator", "/api/orders/n3.snils")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private JsonNode service(String name) {
        for (JsonNode service : hub.read(hub.get("operator", "/api/services"))) {
            if (service.path("name").asText().equals(name)) {
                return service;
            }
        }
        throw new AssertionError("no service " + name);
    }

    private String truth(JsonNode payload) {
        return hub.read(hub.control("POST", "truth/snils", payload.toString()))
                .findValue("snils")
                .asText();
    }

    private String result(String operation, String name) throws Exception {
        Path file = hub.drop().resolve("out").resolve(operation).resolve(name);
        await().atMost(Duration.ofMinutes(5)).until(() -> Files.exists(file));
        return Files.readString(file);
    }

    @AfterAll
    static void nothingPersonalLiesInTheLogsOrInTheLedger() throws Exception {
        assertThat(RunningHub.shared().personalOnDisk()).isEmpty();
    }
}
