package org.hospitalhub.sandbox.n3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each mischief over real HTTP, called by its family name or by the control API. */
class MischiefTest {

    private static final String SETTINGS =
            "{\"slow\":\"300ms\",\"hang\":\"10m\",\"drip\":\"5ms\",\"hugeBytes\":1000000,\"limit\":1000}";

    private final N3SimulatorFixture fixture = N3SimulatorFixture.completingAfterSeconds(0);

    @BeforeEach
    void makeItQuick() throws Exception {
        assertThat(fixture.post("/sandbox/n3/settings", SETTINGS).statusCode()).isEqualTo(200);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource({
        "Пятисотов,500,''",
        "Пятисотова,500,''",
        "ПЯТИСОТОВ,500,''",
        "Хтмлов,500,<!DOCTYPE html>",
        "Перерывов,503,''",
        "Лимитов,429,Превышен лимит запросов",
        "Квотов,403,Превышен лимит запросов",
        "Неключев,401,UNAUTHORIZED",
        "Запретов,403,FORBIDDEN",
        "Переездов,307,''"
    })
    void aNameCallsAnErrorInsteadOfTheOrder(String family, int status, String part) throws Exception {
        HttpResponse<String> answer = order(family);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(part);
        assertThat(line(0).path("order").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "Перерывов,Retry-After,30",
        "Лимитов,Retry-After,60",
        "Переездов,Location,http://elsewhere.invalid/mpisnils/Proxy/"
    })
    void someErrorsSayWhenOrWhere(String family, String header, String value) throws Exception {
        assertThat(order(family).headers().firstValue(header)).contains(value);
    }

    @ParameterizedTest
    @CsvSource({"Пятисотов-Опросов,500", "Пятисотова-Опросова,500", "Лимитов-Опросов,429", "Забывалов,404"})
    void theSecondNameMovesItToThePolls(String family, int status) throws Exception {
        assertThat(fixture.get(fixture.order(family)).statusCode()).isEqualTo(status);
    }

    @Test
    void theFirstNameSaysHowOften() throws Exception {
        String twice = N3SimulatorFixture.snils("Пятисотов", "Дважды");

        assertThat(fixture.post("/n3/snils", twice).statusCode()).isEqualTo(500);
        assertThat(fixture.post("/n3/snils", twice).statusCode()).isEqualTo(500);
        assertThat(fixture.post("/n3/snils", twice).statusCode()).isEqualTo(200);
    }

    @Test
    void aSlowAnswerComesInTheEnd() throws Exception {
        long start = System.nanoTime();

        assertThat(order("Медленнов").statusCode()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(290));
    }

    @Test
    void aHangingAnswerOutlastsTheClient() throws Exception {
        var request = fixture.request("/n3/snils")
                .timeout(Duration.ofMinutes(5))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(N3SimulatorFixture.snils("Таймаутов", "Иван")));

        CompletableFuture<HttpResponse<String>> answer = fixture.begin(request);
        await().atMost(Duration.ofMinutes(2)).until(() -> line(0).has("status"));
        assertThat(order("Иванов").statusCode()).as("a later one").isEqualTo(200);
        assertThat(answer).isNotDone();
        assertThat(line(0).path("status").intValue()).isZero();
    }

    @Test
    void aResetBeforeProcessingLeavesNoOrder() throws Exception {
        assertThatThrownBy(() -> order("Обрывов")).isInstanceOf(IOException.class);

        assertThat(line(0).path("order").isNull()).isTrue();
    }

    @Test
    void aLostAnswerLeavesAnOrder() throws Exception {
        assertThatThrownBy(() -> order("Потеряев")).isInstanceOf(IOException.class);

        assertThat(line(0).path("order").isTextual()).isTrue();
        assertThat(line(0).path("status").intValue()).isZero();
    }

    @Test
    void aCutBodyBreaksTheConnection() throws Exception {
        assertThatThrownBy(() -> order("Недописов")).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "Кавычкин,'^\"/snils/[0-9a-f-]{36}\"$'",
        "Абсолютов,'^https://elsewhere.invalid/mpisnils/Proxy/snils/[0-9a-f-]{36}$'",
        "Безслешев,'^[0-9a-f-]{36}$'"
    })
    void anOrderAnswerCanLookOtherwise(String family, String pattern) throws Exception {
        assertThat(order(family).body()).matches(pattern);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Плоский|^\\{\"status\":\"Выполнено\",\"snils\":\"[0-9]{11}\"}$",
                "Плоская|^\\{\"status\":\"Выполнено\",\"snils\":\"[0-9]{11}\"}$",
                "Регистров|^\\{\"Patient\":\\{\"STATUS\":\"Выполнено\",\"Snils\":\"[0-9]{11}\"}}$",
                "Дублев|^(\\{\"patient\":\\{[^}]*}}){2}$",
                "Неизвестнов|^\\{\"patient\":\\{\"status\":\"Приостановлено\"}}$",
                "Безснилсов|^\\{\"patient\":\\{\"status\":\"Выполнено\"}}$",
                "Ошибкин|.*\"status\":\"Ошибка\",\"error_code\":\"NOT_IDENTIFIED\",\"error_text\":.*",
                "Превышалов|.*\"status\":\"Ошибка\".*\"error_text\":\"Превышен лимит запросов\".*",
                "Бесконечнов|^\\{\"patient\":\\{\"status\":\"В процессе\"}}$",
                "Пустов|^$",
                "Мусоров|^\\{\"patient\": \\{\"stat$",
                "Бомов|^\uFEFF\\{\"patient\".*",
                "Капелькин|^\\{\"patient\":\\{\"status\":\"Выполнено\".*"
            })
    void aStatusCanBeOtherThanExpected(String family, String pattern) throws Exception {
        HttpResponse<String> status = fixture.get(fixture.order(family));

        assertThat(status.statusCode()).isEqualTo(200);
        assertThat(status.body()).matches(pattern);
    }

    @Test
    void contentsAreOnlyChangedWhenTheOrderIsDone() throws Exception {
        fixture.post("/sandbox/n3/settings", "{\"completion\":\"const 30s\"}");
        String order = fixture.order("Ошибкин");
        String before = fixture.get(order).body();
        fixture.pass(Duration.ofSeconds(30));

        assertThat(before).contains("В процессе");
        assertThat(fixture.get(order).body()).contains("Ошибка");
    }

    @Test
    void aWrongCheckNumberIsOneOff() throws Exception {
        String snils = N3SimulatorFixture.tree(fixture.get(fixture.order("Контролев")))
                .at("/patient/snils")
                .asText();
        int sum = 0;
        for (int i = 0; i < 9; i++) {
            sum += (9 - i) * (snils.charAt(i) - '0');
        }

        assertThat(Integer.parseInt(snils.substring(9))).isNotEqualTo(sum % 101 % 100);
    }

    @Test
    void aHugeAnswerIsValidJsonOfThatSize() throws Exception {
        HttpResponse<String> answer = fixture.get(fixture.order("Огромнов"));

        assertThat(answer.body().getBytes(StandardCharsets.UTF_8)).hasSize(1_000_000);
        assertThat(N3SimulatorFixture.tree(answer).at("/patient/status").asText())
                .isEqualTo("В процессе");
    }

    @Test
    void plainTextCanCallItselfCompressed() throws Exception {
        HttpResponse<String> answer = fixture.get(fixture.order("Сжатов"));

        assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(answer.body()).contains("Выполнено");
    }

    @Test
    void theControlApiStrikesAsOftenAsConfigured() throws Exception {
        fixture.post("/sandbox/n3/mischief", "{\"name\":\"error-500\",\"count\":1,\"on\":\"post\"}");

        assertThat(order("Иванов").statusCode()).isEqualTo(500);
        assertThat(order("Иванов").statusCode()).isEqualTo(200);
        assertThat(fixture.json("/sandbox/n3/mischief").path("active")).isEmpty();
    }

    @Test
    void theControlApiLeavesTheOtherRequestsAlone() throws Exception {
        fixture.post("/sandbox/n3/mischief", "{\"name\":\"error-500\",\"on\":\"get\"}");

        HttpResponse<String> order = order("Иванов");
        assertThat(order.statusCode()).isEqualTo(200);
        assertThat(fixture.get("/n3" + order.body()).statusCode()).isEqualTo(500);
    }

    @Test
    void aProbabilityOfZeroNeverStrikes() throws Exception {
        fixture.post("/sandbox/n3/mischief", "{\"name\":\"error-500\",\"probability\":0}");

        assertThat(order("Иванов").statusCode()).isEqualTo(200);
    }

    @Test
    void mischiefCanBeEnded() throws Exception {
        fixture.post("/sandbox/n3/mischief", "{\"name\":\"error-500\"}");
        fixture.delete("/sandbox/n3/mischief");

        assertThat(order("Иванов").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"kindness\"}",
                "{\"name\":\"slow\",\"probability\":2}",
                "{\"name\":\"slow\",\"count\":0}",
                "{\"name\":\"slow\",\"on\":\"put\"}",
                "{\"name\":\"flat-status\",\"on\":\"post\"}",
                "[]",
                "nonsense"
            })
    void mischiefThatCannotBeIsRefused(String body) throws Exception {
        assertThat(fixture.post("/sandbox/n3/mischief", body).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @EnumSource(N3Mischief.class)
    void everyMischiefIsDocumentedWithItsFamilyName(N3Mischief mischief) throws Exception {
        assertThat(Files.readString(Path.of("docs/sandbox.md")))
                .contains("| `" + mischief.label() + "` | " + mischief.family + " |");
    }

    private HttpResponse<String> order(String family) throws Exception {
        return fixture.post("/n3/snils", N3SimulatorFixture.snils(family, "Иван"));
    }

    private JsonNode line(int index) throws Exception {
        return fixture.json("/sandbox/n3/log").path("requests").path(index);
    }
}
