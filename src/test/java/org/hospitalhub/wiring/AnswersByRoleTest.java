package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who sees an answer (docs/security.md), at every place of the API that could show one. */
class AnswersByRoleTest {

    private final RunningHub hub = RunningHub.shared();
    private String order;
    private String snils;

    @BeforeEach
    void answered() {
        order = hub.order(hub.patient("Скрытова", "Анна"));
        snils = hub.ended(order).path("result").path("snils").asText();
        assertThat(snils).hasSize(11);
    }

    private List<String> readersOf(String id) {
        JsonNode entries = hub.read(hub.get("auditor", "/api/audit?order=" + id));
        return entries.findParents("what").stream()
                .filter(entry -> entry.path("what").asText().equals("read-result"))
                .map(entry ->
                        entry.path("who").asText() + " " + entry.path("caller").asText())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/orders/%s",
                "/api/orders/%s?wait=5s",
                "/api/orders",
                "/api/orders?state=completed",
                "/api/orders/%s/attempts",
                "/api/orders/%s/progress"
            })
    void anOperatorNeverReadsAResult(String path) {
        String shown = hub.get("operator", path.formatted(order)).body();
        assertThat(shown).doesNotContain(snils);
        assertThat(readersOf(order)).noneMatch(reader -> reader.startsWith("operator"));
    }

    @Test
    void anOperatorSeesWhichFieldsAResultHas() {
        assertThat(hub.look(order).path("result").path("snils").asText()).isEqualTo("•••");
    }

    @Test
    void anOperatorReadsNoResultOfABatch() throws Exception {
        hub.drop(
                "n3.snils",
                "masked.json",
                hub.patient("Масков", "Олег").toString().getBytes(StandardCharsets.UTF_8));
        java.nio.file.Path answer = hub.drop().resolve("out/n3.snils/masked.result.json");
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> java.nio.file.Files.exists(answer));
        JsonNode shown = hub.read(java.nio.file.Files.readString(answer));
        String number = shown.path("result").path("snils").asText();
        String batch = shown.path("batch").asText();
        assertThat(number).isNotEmpty();
        assertThat(hub.get("operator", "/api/orders?batch=" + batch).body())
                .contains(batch)
                .doesNotContain(number);
        assertThat(hub.get("operator", "/api/batches/" + batch).body()).doesNotContain(number);
        assertThat(hub.get("operator", "/api/batches/" + batch + "/result").statusCode())
                .isEqualTo(403);
        assertThat(hub.get("auditor", "/api/orders?batch=" + batch).body()).contains(number);
    }

    @Test
    void aNumberIsNoWayToFindAnOrder() {
        assertThat(hub.read(hub.get("operator", "/api/orders?q=" + snils))
                        .path("total")
                        .asInt())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"auditor", "admin", "integrator"})
    void readingAResultIsInTheAuditWithTheAddress(String reader) {
        assertThat(hub.get(reader, "/api/orders/" + order).body()).contains(snils);
        assertThat(readersOf(order)).contains(reader + " 127.0.0.1");
    }

    @Test
    void aListWritesAnEntryForEachResult() {
        assertThat(hub.get("auditor", "/api/orders?state=completed").body()).contains(snils);
        assertThat(readersOf(order)).contains("auditor 127.0.0.1");
    }
}
