package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Every mischief of the sandbox leads the real hub where the table in docs/sandbox.md says. All patients of a table are ordered
 * at once, since what they wait for is time.
 */
class MischiefOfN3Test {

    private final RunningHub hub = RunningHub.shared();

    /** What becomes of an order, its problem's code, and how often it was tried at least. */
    private record End(String state, String code, int attempts) {}

    @AfterEach
    void nobodyElseWaits() {
        hub.endTheStop();
    }

    @Test
    void unusualButReadableFilesAreRead() {
        everyOneEnds(Map.ofEntries(
                one("Медленнов", "completed", "", 2),
                one("Сжатов", "completed", "", 2),
                one("Бомов", "completed", "", 2),
                one("Кавычкин", "completed", "", 2),
                one("Абсолютов", "completed", "", 2),
                one("Плоский", "completed", "", 2),
                one("Регистров", "completed", "", 2),
                // The register is the authority; the doubt stands in the log.
                one("Контролев", "completed", "", 2)));
    }

    @Test
    void aRefusalOrRejectionEndsTheOrderAtOnce() {
        everyOneEnds(Map.ofEntries(
                one("Ошибкин", "refused", "N3_ERROR", 2),
                one("Неключев", "parked", "N3_NOT_AUTHORISED", 1),
                one("Запретов", "parked", "N3_NOT_AUTHORISED", 1),
                one("Переездов", "parked", "N3_UNEXPECTED_STATUS", 1)));
    }

    @Test
    void anUnreadableAnswerParksTheOrderInTheEnd() {
        everyOneEnds(Map.ofEntries(
                one("Пустов", "parked", "N3_NONSENSE", 2),
                // An id that does not stand behind the name of what was ordered could be that of anything.
                one("Безслешев", "parked", "N3_NONSENSE", 1),
                one("Мусоров", "parked", "N3_NONSENSE", 2),
                one("Безснилсов", "refused", "NOT_FOUND", 2),
                one("Огромнов", "parked", "ANSWER_TOO_LARGE", 2),
                one("Забывалов", "parked", "N3_ORDER_FORGOTTEN", 4)));
    }

    @Test
    void aLostAnswerToAnOrderIsRepeatedOnceAndThenParkedAsUnsure() {
        Map<String, End> table = Map.ofEntries(
                one("Обрывов", "parked", "UNSURE", 2),
                one("Потеряев", "parked", "UNSURE", 2),
                one("Недописов", "parked", "UNSURE", 2),
                one("Таймаутов", "parked", "UNSURE", 2));
        Map<String, String> orders = everyOneEnds(table);
        orders.forEach((family, id) -> assertThat(hub.attempts(id))
                .as(family)
                .hasSize(2)
                .allSatisfy(attempt -> {
                    assertThat(attempt.path("step").asText()).isEqualTo("submit");
                    assertThat(attempt.path("outcome").asText()).isEqualTo("unsure");
                }));
    }

    @Test
    void aLostAnswerThatComesTheSecondTimeIsGood() {
        String id = hub.order(hub.patient("Потеряев", "Однажды"));
        assertThat(hub.ended(id).path("state").asText()).isEqualTo("completed");
        assertThat(hub.attempts(id).findValuesAsText("outcome")).startsWith("unsure", "next");
    }

    @Test
    void aPollWithALostAnswerIsRepeated() {
        everyOneEnds(Map.ofEntries(
                once("Обрывов-Опросов", "completed", 3),
                once("Недописов-Опросов", "completed", 3),
                once("Капелькин", "completed", 3)));
    }

    @Test
    void troubleOfTheServiceIsTriedAgainLater() {
        Map<String, String> orders = everyOneEnds(Map.ofEntries(
                once("Пятисотов", "completed", 3),
                once("Хтмлов", "completed", 3),
                once("Пятисотов-Опросов", "completed", 3)));
        orders.forEach((family, id) -> assertThat(hub.attempts(id).findValuesAsText("outcome"))
                .as(family)
                .contains("failed"));
    }

    @Test
    void limitsStopTheWholeBudgetForTheRequestedTime() {
        for (String family : List.of("Лимитов", "Квотов", "Перерывов")) {
            String id = hub.order(hub.patient(family, "Однажды"));
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> budget().path("stoppedUntil").isTextual());
            hub.prolongTheStop();
            int before = hub.journal().path("requests").size();
            String urgent = hub.order(hub.patient("Срочнов", "Иван"));
            assertThat(hub.read(hub.get("integrator", "/api/orders/" + urgent + "?wait=1s"))
                            .path("state")
                            .asText())
                    .as("an order while the budget is stopped")
                    .isEqualTo("accepted");
            assertThat(hub.journal().path("requests").size()).isEqualTo(before);
            assertThat(hub.attempts(id).findValuesAsText("detail"))
                    .as(family)
                    .anyMatch(why -> why.startsWith("N3_LIMIT"));
            assertThat(Instant.parse(hub.look(id).path("dueAt").asText()))
                    .as("the order itself waits as long as requested")
                    .isAfter(limited(id).plusSeconds(20));
            hub.endTheStop();
            assertThat(hub.ended(urgent).path("state").asText()).isEqualTo("completed");
            assertThat(cancelled(id)).isTrue();
        }
    }

    @Test
    void aServiceThatNeverAnswersIsAskedWithPausesAndMayBeCalledOff() {
        String id = hub.order(hub.patient("Бесконечнов", "Иван"));
        String odd = hub.order(hub.patient("Неизвестнов", "Иван"));
        await().atMost(Duration.ofMinutes(3))
                .until(() -> hub.look(id).path("attempts").asInt() > 4
                        && hub.look(odd).path("attempts").asInt() > 4);
        assertThat(hub.look(odd).path("state").asText()).isNotEqualTo("completed");
        assertThat(hub.journal().path("pauseViolations")).isEmpty();
        await().atMost(Duration.ofMinutes(3)).until(() -> cancelled(id) && cancelled(odd));
    }

    /** When the last try of an order was answered. */
    private Instant limited(String id) {
        JsonNode attempts = hub.attempts(id);
        return Instant.parse(attempts.path(attempts.size() - 1).path("endedAt").asText());
    }

    private boolean cancelled(String id) {
        hub.post("operator", "/api/orders/" + id + "/cancel", "");
        return hub.look(id).path("state").asText().equals("cancelled");
    }

    private JsonNode budget() {
        for (JsonNode service : hub.read(hub.get("operator", "/api/services"))) {
            if (service.path("name").asText().equals("n3")) {
                return service.path("budget");
            }
        }
        throw new AssertionError("n3 has a budget");
    }

    /** Submits an order for every family name of the table and returns the ids when all have ended as the table says. */
    private Map<String, String> everyOneEnds(Map<String, End> table) {
        Map<String, String> orders = new LinkedHashMap<>();
        table.keySet().forEach(name -> {
            String[] names = name.split(" ");
            ObjectNode patient = hub.patient(names[0], names.length > 1 ? names[1] : "Иван");
            orders.put(name, hub.order(patient));
        });
        List<String> wrong = new ArrayList<>();
        table.forEach((name, end) -> {
            JsonNode order = hub.ended(orders.get(name));
            JsonNode codes = order.path("problem").has("code") ? order.path("problem") : order.path("findings");
            if (!order.path("state").asText().equals(end.state)
                    || (!end.code.isEmpty() && !codes.findValuesAsText("code").contains(end.code))
                    || order.path("attempts").asInt() < end.attempts) {
                wrong.add(name + " should be " + end + " and is " + order + " " + hub.attempts(orders.get(name)));
            }
        });
        assertThat(wrong).isEmpty();
        return orders;
    }

    private static Map.Entry<String, End> one(String family, String state, String code, int attempts) {
        return Map.entry(family, new End(state, code, attempts));
    }

    private static Map.Entry<String, End> once(String family, String state, int attempts) {
        return Map.entry(family + " Однажды", new End(state, "", attempts));
    }

    @AfterAll
    static void nothingPersonalLiesInTheLogsOrInTheLedger() throws Exception {
        assertThat(RunningHub.shared().personalOnDisk()).isEmpty();
    }
}
