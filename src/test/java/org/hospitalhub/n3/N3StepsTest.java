package org.hospitalhub.n3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.hospitalhub.n3.N3Fixture.ID;
import static org.hospitalhub.n3.N3Fixture.NOW;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Outcome.Remedy;
import org.hospitalhub.ledger.StepEndedException;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.service.engine.ServiceCall;
import org.hospitalhub.service.engine.ServiceEngine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class N3StepsTest {

    private final ServiceEngine engine = N3Fixture.engine("https://n3.example/Proxy/", N3Fixture.CLOCK);

    private static ObjectNode memory() {
        return N3Fixture.memory(NOW.minusSeconds(60), NOW.minusSeconds(60), 0);
    }

    private static ObjectNode memory(Outcome.Next next) {
        return Objects.requireNonNull(next.memory());
    }

    private Outcome submitted(int status, String text, @Nullable String retryAfter) {
        ClaimedStep work = N3Fixture.work("n3.snils", "submit", JsonNodeFactory.instance.objectNode(), NOW);
        return engine.outcome(work, N3Fixture.answer(status, text, retryAfter));
    }

    private Outcome polled(String operation, ObjectNode memory, int status, String text) {
        ClaimedStep work = N3Fixture.work(operation, "poll", memory, NOW.minusSeconds(60));
        return engine.outcome(work, N3Fixture.answer(status, text, null));
    }

    /** What becomes of an answer that is always the same. */
    private Outcome atLast(String text) {
        Outcome outcome = polled(text);
        while (outcome instanceof Outcome.Wait wait) {
            outcome = polled("n3.snils", Objects.requireNonNull(wait.memory()), 200, text);
        }
        return outcome;
    }

    private Outcome polled(String text) {
        return polled("n3.snils", memory(), 200, text);
    }

    private static String word(Outcome outcome) {
        if (outcome instanceof Outcome.Failed failed) {
            return failed.remedy() + " " + failed.problem().code();
        }
        if (outcome instanceof Outcome.Refused refused) {
            Finding finding = refused.findings().get(0);
            return "REFUSED " + finding.code() + " " + finding.path() + " " + finding.message();
        }
        return outcome instanceof Outcome.Done done
                ? "DONE " + done.result()
                : outcome.getClass().getSimpleName();
    }

    private List<String> warnings(String operation, String answer) {
        Outcome.Done done = (Outcome.Done) polled(operation, memory(), 200, answer);
        assertThat(done.warnings()).noneMatch(Finding::refuses);
        return done.warnings().stream()
                .map(finding -> finding.code() + " " + finding.path())
                .toList();
    }

    @Test
    void aSnilsWithAWrongCheckNumberIsDeliveredWithAWarning() {
        assertThat(warnings("n3.snils", "{\"status\":\"Выполнено\",\"snils\":\"112-233-445 96\"}"))
                .containsExactly("SNILS_CHECK_DIGIT $.result.snils");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"112-233-445 95\"", "\"43020047200\"", "\"001-001-998 12\"", "100199812"})
    void aSnilsWithTheRightCheckNumberOrWithoutOneHasNoWarning(String snils) {
        assertThat(warnings("n3.snils", "{\"status\":\"Выполнено\",\"snils\":" + snils + "}"))
                .isEmpty();
    }

    @Test
    void aPolicyNumberWithAWrongCheckDigitIsDeliveredWithAWarning() {
        assertThat(warnings(
                        "n3.united-policy-number",
                        "{\"status\":\"Выполнено\",\"unitedPolicyNumber\":\"1234567891234567\"}"))
                .containsExactly("POLICY_CHECK_DIGIT $.result.unitedPolicyNumber");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7749700818000016", "7853410894001233"})
    void aPolicyNumberWithTheRightCheckDigitHasNoWarning(String number) {
        assertThat(warnings(
                        "n3.united-policy-number",
                        "{\"status\":\"Выполнено\",\"unitedPolicyNumber\":\"" + number + "\"}"))
                .isEmpty();
    }

    @Test
    void anOrderSendsTheStoredBytes() {
        ClaimedStep work = N3Fixture.work("n3.snils-validate", "submit", JsonNodeFactory.instance.objectNode(), NOW);
        ServiceCall request = engine.request(work);
        assertThat(request.method() + " " + request.path()).isEqualTo("POST /snils-validate");
        assertThat(request.body()).isSameAs(work.payload());
    }

    @Test
    void anAcceptedOrderIsAskedForAfterThePause() {
        assertThat(submitted(200, "/snils/" + ID, null))
                .asInstanceOf(type(Outcome.Next.class))
                .satisfies(next -> {
                    assertThat(next.step()).isEqualTo("poll");
                    assertThat(next.notBefore()).isEqualTo(NOW.plusSeconds(10));
                    assertThat(next.ripe()).isEqualTo(NOW.plusSeconds(30));
                    assertThat(memory(next).path("id").asText()).isEqualTo(ID);
                    assertThat(memory(next).path("hub").path("orderedAt").asText())
                            .isEqualTo(NOW.toString());
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            200 | `` | - | PARK N3_NONSENSE
            200 | <html>login</html> | - | PARK N3_NONSENSE
            200 | {"code":"1","description":"Превышен лимит запросов"} | - | LIMIT_WORDS N3_LIMIT
            200 | {"code":"1","description":"Превышен лимит длины поля"} | - | REFUSED N3_ERROR $ 1: Превышен лимит длины поля
            200 | {"message":"Технические работы"} | - | PARK N3_NONSENSE
            200 | {"code":"17","description":"Нет типа"} | - | REFUSED N3_ERROR $ 17: Нет типа
            200 | {"error":{"code":"17","description":"Нет типа"}} | - | REFUSED N3_ERROR $ 17: Нет типа
            200 | {"patient":{"status":"Ошибка","error_code":"17","error_text":"Нет типа"}} | - | REFUSED N3_ERROR $ 17: Нет типа
            200 | {"status":"Ошибка","error_text":"Превышен лимит запросов"} | - | LIMIT_WORDS N3_LIMIT
            200 | Ошибка | - | PARK N3_NONSENSE
            201 | {"Resource-URI":"/snils/cf2c0205-e0cb-4dfd-ad02-80959c091344"} | - | Next
            204 | `` | - | PARK N3_NONSENSE
            302 | `` | - | PARK N3_UNEXPECTED_STATUS
            400 | {"code":"17","description":"Нет типа"} | - | REFUSED N3_REFUSED $ 17: Нет типа
            400 | `` | - | REFUSED N3_REFUSED $ N3 refused the order with HTTP 400 and gave no reason.
            409 | Уже есть | - | REFUSED N3_REFUSED $ Уже есть
            422 | {"issue":[{"diagnostics":"Нет","location":["patient.gender"]}]} | - | REFUSED N3_REFUSED $.patient.gender Нет
            401 | `` | - | PARK N3_NOT_AUTHORISED
            403 | Запрещено | - | PARK N3_NOT_AUTHORISED
            403 | Запрещено | 60 | LIMITED N3_LIMIT
            403 | Maximum attempts: too many | - | LIMIT_WORDS N3_LIMIT
            404 | `` | - | PARK N3_NOT_FOUND
            405 | `` | - | PARK N3_METHOD_NOT_ALLOWED
            408 | `` | - | RETRY N3_UNAVAILABLE
            413 | `` | - | PARK N3_UNEXPECTED_STATUS
            429 | `` | - | LIMITED N3_LIMIT
            500 | `` | - | RETRY N3_UNAVAILABLE
            500 | {"error":{"description":"Превышен лимит запросов"}} | - | LIMIT_WORDS N3_LIMIT
            500 | {"error":{"description":"Превышена допустимая длина значения поля"}} | - | RETRY N3_UNAVAILABLE
            502 | <html>Bad Gateway</html> | - | RETRY N3_UNAVAILABLE
            503 | `` | Sat, 21 Nov 2026 12:05:00 GMT | LIMITED N3_LIMIT
            503 | `` | - | RETRY N3_UNAVAILABLE
            """)
    void everyOtherAnswerHasItsMeaning(int status, String text, String retryAfter, String expected) {
        assertThat(word(submitted(status, text, retryAfter))).isEqualTo(expected);
    }

    @Test
    void retryAfterIsPassedOn() {
        assertThat(submitted(429, "", "90"))
                .asInstanceOf(type(Outcome.Failed.class))
                .extracting(Outcome.Failed::retryAfter)
                .isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void anUnreadableAnswerIsStoredButNotShown() {
        assertThat(atLast("Тестов Пример"))
                .asInstanceOf(type(Outcome.Failed.class))
                .satisfies(failed -> {
                    assertThat(failed.raw()).isEqualTo("Тестов Пример".getBytes(StandardCharsets.UTF_8));
                    assertThat(failed.problem().toString()).doesNotContain("Тестов");
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            n3.snils | {"patient":{"status":"Выполнено","snils":"11223344595"}} | DONE {"status":"Выполнено","snils":"11223344595"}
            n3.snils | {"status":"выполнено","SNILS":"112-233-445 95"} | DONE {"status":"Выполнено","snils":"11223344595"}
            n3.snils | {"patient":{"status":"Выполнено","snils":"00000601555"}} | DONE {"status":"Выполнено","snils":"00000601555"}
            n3.snils | {"patient":{"status":"Выполнено","snils":"12312312312"}} | DONE {"status":"Выполнено","snils":"12312312312"}
            n3.snils | {"patient":{"status":"Выполнено","snils":"номер_СНИЛС"}} | Wait
            n3.snils-validate | {"patient":{"result":true,"status":"Выполнено"}} | DONE {"status":"Выполнено","result":true}
            n3.snils-validate | {"status":"Выполнено","result":false} | DONE {"status":"Выполнено","result":false}
            n3.snils-validate | {"status":"Выполнено","result":"false"} | DONE {"status":"Выполнено","result":false}
            n3.snils-validate | {"status":"Выполнено"} | Wait
            n3.united-policy-number | {"patient":{"unitedPolicyNumber":"7749700818000016","region":"40000","insuranceOrganization":"ООО \\"Проба\\"","startDate":"2020-01-09","status":"Выполнено"}} | DONE {"status":"Выполнено","unitedPolicyNumber":"7749700818000016","region":"40000","insuranceOrganization":"ООО \\"Проба\\"","startDate":"2020-01-09"}
            n3.united-policy-number | {"unitedPolicyNumber":"7749700818000016","endDate":"2021-01-09","status":"Выполнено"} | DONE {"status":"Выполнено","unitedPolicyNumber":"7749700818000016","endDate":"2021-01-09"}
            n3.united-policy-number | {"unitedPolicyNumber":"77","status":"Выполнено"} | Wait
            n3.snils | {"patient":{"status":"В процессе"}} | Wait
            n3.snils | {"patient":{"status":"Отложено"}} | Wait
            n3.snils | {"patient":{"status":"Ошибка","error_code":"7","error_text":"Нет данных"}} | REFUSED N3_ERROR $ 7: Нет данных
            n3.snils | {"status":"Ошибка","error_text":"Нет данных"} | REFUSED N3_ERROR $ Нет данных
            n3.snils | {"status":"Ошибка","error":{"code":"7","description":"Нет данных"}} | REFUSED N3_ERROR $ 7: Нет данных
            n3.snils | {"status":"Ошибка"} | REFUSED N3_ERROR $ N3 gave no reason.
            n3.snils | {"status":"Выполнено","snils":11223344595.0} | DONE {"status":"Выполнено","snils":"11223344595"}
            n3.snils | {"status":"Выполнено","snils":1.1223344595E10} | DONE {"status":"Выполнено","snils":"11223344595"}
            n3.snils | {"status":"Выполнено","snils":112233445950e-1} | DONE {"status":"Выполнено","snils":"11223344595"}
            n3.snils | {"status":"Выполнено","snils":"11223344595.0"} | DONE {"status":"Выполнено","snils":"11223344595"}
            n3.snils | {"status":"Выполнено","snils":601555.0} | DONE {"status":"Выполнено","snils":"00000601555"}
            n3.snils | {"status":"Выполнено","snils":11223344595.5} | Wait
            n3.snils | {"status":"Выполнено","snils":-11223344595} | Wait
            n3.snils | {"status":"Выполнено","snils":1e999999999} | Wait
            n3.snils | {"status":"Выполнено","snils":1e-999999999} | Wait
            n3.snils | {"status":"Выполнено","snils":{"value":"11223344595"}} | Wait
            n3.snils | {"patient":{"status":"Выполнено","snils":["11223344595"]}} | Wait
            n3.snils-validate | {"status":"Выполнено","result":1.0} | DONE {"status":"Выполнено","result":true}
            n3.united-policy-number | {"unitedPolicyNumber":7749700818000016.0,"region":40000.0,"status":"Выполнено"} | DONE {"status":"Выполнено","unitedPolicyNumber":"7749700818000016","region":"40000"}
            n3.snils | {"status":"Выполнено","snils":601555} | DONE {"status":"Выполнено","snils":"00000601555"}
            n3.snils-validate | {"status":"Выполнено","result":1} | DONE {"status":"Выполнено","result":true}
            n3.snils-validate | {"status":"Выполнено","result":"0"} | DONE {"status":"Выполнено","result":false}
            n3.united-policy-number | {"unitedPolicyNumber":749700818000013,"region":7000,"status":"Выполнено"} | DONE {"status":"Выполнено","unitedPolicyNumber":"0749700818000013","region":"07000"}
            """)
    void aReportHasItsMeaning(String operation, String text, String expected) {
        assertThat(word(polled(operation, memory(), 200, text))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"status\":\"Выполнено\"}", "{\"status\":\"Выполнено\",\"snils\":\"\"}"})
    void anEmptyIdentifierIsNeverWritten(String text) {
        assertThat(word(polled(text))).startsWith("REFUSED NOT_FOUND");
        assertThat(word(polled("n3.united-policy-number", memory(), 200, text))).startsWith("REFUSED NOT_FOUND");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `` | PARK N3_NONSENSE
            <html>Технические работы</html> | PARK N3_NONSENSE
            {"status":"Выполнено","snils":"112"} | PARK N3_NONSENSE
            {"patient":{"status":"Вып | PARK N3_NONSENSE
            {"patient":{}} | PARK N3_NONSENSE
            {"code":"17","description":"Нет данных"} | REFUSED N3_ERROR $ 17: Нет данных
            {"error_code":"17","error_text":"Нет данных"} | REFUSED N3_ERROR $ 17: Нет данных
            """)
    void anUnreadableAnswerIsRequestedAgainBeforeTheOrderIsParked(String text, String expected) {
        assertThat(polled(text)).asInstanceOf(type(Outcome.Wait.class)).satisfies(wait -> {
            assertThat(wait.until()).isEqualTo(NOW.plusSeconds(10));
            assertThat(Objects.requireNonNull(wait.memory())
                            .path("hub")
                            .path("unread")
                            .asInt())
                    .isEqualTo(1);
        });
        assertThat(word(atLast(text))).isEqualTo(expected);
    }

    @Test
    void aLimitWithoutAReportIsNoAnswer() {
        assertThat(word(polled("Превышен лимит запросов"))).isEqualTo("LIMIT_WORDS N3_LIMIT");
    }

    @Test
    void anAnswerThatIsNotThereYetIsAskedForLater() {
        assertThat(polled("{\"status\":\"В процессе\"}"))
                .asInstanceOf(type(Outcome.Wait.class))
                .satisfies(wait -> {
                    assertThat(wait.until()).isEqualTo(NOW.plusSeconds(10));
                    assertThat(wait.ripe()).isEqualTo(NOW.plusSeconds(31));
                });
    }

    @Test
    void anOrderThatIsNeverAnsweredIsGivenUp() {
        Instant longAgo = NOW.minus(Duration.ofHours(24));
        ObjectNode memory = N3Fixture.memory(longAgo, longAgo, 0);
        ClaimedStep work = N3Fixture.work("n3.snils", "poll", memory, longAgo);
        assertThat(word(engine.outcome(work, N3Fixture.answer(200, "{\"status\":\"В процессе\"}", null))))
                .isEqualTo("PARK N3_NO_ANSWER");
    }

    @Test
    void aReplayMayAskAsLongAgain() {
        Instant longAgo = NOW.minus(Duration.ofHours(30));
        ObjectNode memory = N3Fixture.memory(longAgo, longAgo, 0);
        ClaimedStep work = N3Fixture.work("n3.snils", "poll", memory, NOW);
        assertThat(word(engine.outcome(work, N3Fixture.answer(200, "{\"status\":\"В процессе\"}", null))))
                .isEqualTo("Wait");
    }

    @ParameterizedTest
    @CsvSource({"0, PT1M", "1, PT2M", "3, PT8M", "40, PT1H"})
    void aLimitBehindN3OrdersAgainLaterAndLater(int reordered, Duration pause) {
        ObjectNode memory = N3Fixture.memory(NOW, NOW, reordered);
        Outcome outcome = polled(
                "n3.snils",
                memory,
                200,
                "{\"status\":\"Ошибка\",\"error_text\":\"Превышен суточный лимит запросов на документ\"}");
        assertThat(outcome).asInstanceOf(type(Outcome.Next.class)).satisfies(next -> {
            assertThat(next.step()).isEqualTo("submit");
            assertThat(next.notBefore()).isEqualTo(NOW.plus(pause));
            assertThat(next.limit()).as("stops the whole budget").isNotNull();
        });
    }

    @Test
    void aLimitBehindN3IsNotMetForEver() {
        Instant longAgo = NOW.minus(Duration.ofHours(25));
        ObjectNode memory = N3Fixture.memory(NOW, longAgo, 9);
        assertThat(word(polled("n3.snils", memory, 200, "{\"status\":\"Ошибка\",\"error_text\":\"лимит запросов\"}")))
                .isEqualTo("PARK N3_LIMIT");
    }

    @Test
    void aForgottenOrderIsOrderedOnceMoreAndThenParked() {
        Outcome first = polled("n3.snils", memory(), 404, "");
        assertThat(first).asInstanceOf(type(Outcome.Next.class)).satisfies(next -> {
            assertThat(next.step()).isEqualTo("submit");
            assertThat(word(polled("n3.snils", memory(next), 404, ""))).isEqualTo("PARK N3_ORDER_FORGOTTEN");
        });
    }

    @Test
    void theFirstOrderIsRememberedOverReorders() {
        Instant first = NOW.minusSeconds(600);
        ObjectNode memory = N3Fixture.memory(first, first, 1);
        ClaimedStep work = N3Fixture.work("n3.snils", "submit", memory, NOW);
        assertThat(engine.outcome(work, N3Fixture.answer(200, "/snils/" + ID, null)))
                .asInstanceOf(type(Outcome.Next.class))
                .satisfies(next -> {
                    assertThat(memory(next).path("hub").path("orderedAt").asText())
                            .isEqualTo(NOW.toString());
                    assertThat(memory(next).path("hub").path("firstOrderedAt").asText())
                            .isEqualTo(first.toString());
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../admin", "x?y"})
    void anIdThatIsNoneIsNeverPutIntoAnAddress(String id) {
        ClaimedStep work = N3Fixture.work(
                "n3.snils", "poll", JsonNodeFactory.instance.objectNode().put("id", id), NOW);
        assertThatThrownBy(() -> engine.request(work))
                .isInstanceOfSatisfying(StepEndedException.class, ended -> assertThat(word(ended.outcome()))
                        .isEqualTo(Remedy.PARK + " N3_NO_ORDER_ID"));
    }
}
