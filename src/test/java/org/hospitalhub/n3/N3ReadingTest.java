package org.hospitalhub.n3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.ErrorText;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.service.engine.ServiceEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class N3ReadingTest {

    private static final String ID = N3Fixture.ID;
    private static final ServiceEngine ENGINE = N3Fixture.engine("https://n3.example/Proxy/", N3Fixture.CLOCK);

    private static Outcome ordered(byte[] answer) {
        ClaimedStep work = N3Fixture.work("n3.snils", "submit", JsonNodeFactory.instance.objectNode(), N3Fixture.NOW);
        return ENGINE.outcome(work, new Answer(200, Map.of(), answer, false));
    }

    private static Optional<String> id(String answer) {
        return ordered(answer.getBytes(StandardCharsets.UTF_8)) instanceof Outcome.Next next
                ? Optional.of(Objects.requireNonNull(next.memory()).path("id").asText())
                : Optional.empty();
    }

    private static Outcome polled(int status, byte[] answer) {
        ClaimedStep work =
                N3Fixture.work("n3.snils", "poll", N3Fixture.memory(N3Fixture.NOW, N3Fixture.NOW, 0), N3Fixture.NOW);
        return ENGINE.outcome(work, new Answer(status, Map.of(), answer, false));
    }

    private static List<String> complaints(String answer) {
        return ((Outcome.Refused) polled(400, answer.getBytes(StandardCharsets.UTF_8)))
                .findings().stream()
                        .map(finding -> finding.path() + " " + finding.message())
                        .toList();
    }

    private static boolean limit(String text) {
        return polled(500, text.getBytes(StandardCharsets.UTF_8)) instanceof Outcome.Failed failed
                && failed.remedy() == Outcome.Remedy.LIMIT_WORDS;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/snils/" + ID,
                "snils/" + ID,
                "\"/snils/" + ID + "\"",
                "  /snils/" + ID + "\r\n",
                "/snils/" + ID + "/",
                "/mpisnils/Proxy/snils/" + ID,
                "https://b2b.n3health.ru/mpisnils/Proxy/snils/" + ID,
                "\"\\/snils\\/" + ID + "\"",
                "\"\\u002fsnils\\u002F" + ID + "\"",
                "[\"\\/snils\\/" + ID + "\"]",
                "{\"uri\":\"\\/mpisnils\\/Proxy\\/snils\\/" + ID + "\"}",
                "\"https:\\/\\/b2b.n3health.ru\\/mpisnils\\/Proxy\\/snils\\/" + ID + "\"",
                "«/snils/" + ID + "»",
                "/snils/{" + ID + "}",
                "Выходные данные \n/snils/" + ID,
                "Resource-URI: /snils/" + ID,
                "{\"Resource-URI\":\"/snils/" + ID + "\"}",
                "{\"id\":\"snils/" + ID + "\"}"
            })
    void theIdOfAnOrderIsReadHoweverItIsWritten(String answer) {
        assertThat(id(answer)).contains(ID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/snils/" + ID + "\n/snils/4711",
                "/snils/4711 /snils/" + ID,
                "https://b2b.n3health.ru/mpisnils/Proxy/snils/4711\r\n\r\n/snils/" + ID,
                "{\"uri\":\"/snils/" + ID + "\",\"id\":\"/snils/4711\"}"
            })
    void severalIdsInOneAnswerAreNone(String answer) {
        assertThat(id(answer)).isEmpty();
    }

    @Test
    void oneIdThatIsNamedTwiceIsOne() {
        assertThat(id("{\"uri\":\"/snils/" + ID + "\",\"id\":\"/SNILS/" + ID + "\"}"))
                .contains(ID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4711", "a.b_c-1~2", "CF2C0205E0CB4DFDAD0280959C091344"})
    void behindTheNameOfTheResourceAnySafeIdIsGood(String id) {
        assertThat(id("/snils/" + id)).contains(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "4711",
                "/4711",
                ID,
                "/" + ID,
                "\"" + ID + "\"",
                "{\"id\":\"" + ID + "\"}",
                "/x/" + ID,
                "/mpisnils/Proxy/" + ID,
                "\"\\/united-policy-number\\/" + ID + "\"",
                "/snils/..",
                "/snils/%2e%2e",
                "/snils/",
                "/snils/../../admin",
                "/snils/" + ID + "?x=1",
                "/snils/" + ID + "/../x",
                "/snils-validate/" + ID,
                "Сервис временно недоступен",
                "maintenance",
                "{\"code\":\"1\"}",
                "{\"code\":\"1\",\"description\":\"Отказ\",\"id\":\"" + ID + "\"}",
                "{\"status\":\"Ошибка\",\"error_text\":\"нет /snils/" + ID + "\"}",
                "/snils/{{hub.n3.token}}",
                "<html>" + ID + "</html>"
            })
    void anIdOfAnotherResourceIsNotAccepted(String answer) {
        assertThat(id(answer)).isEmpty();
    }

    @Test
    void aHugeAnswerCostsNoTime() {
        String[] units = {"<!--", "<script>", "лимит ", "{\"a\":", " \n"};
        for (String unit : units) {
            String huge = unit.repeat(4_000_000 / unit.length());
            long begun = System.nanoTime();
            assertThat(id(huge)).isEmpty();
            for (String page : List.of(huge, "<html>" + huge)) {
                List<String> complaints = complaints(page);
                assertThat(complaints).hasSize(1);
                assertThat(complaints.get(0).length()).isLessThanOrEqualTo(ErrorText.LONGEST + 2);
                assertThat(limit(page)).isFalse();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).as(unit).isLessThan(Duration.ofSeconds(20));
        }
    }

    @Property(tries = 200)
    void everyAcceptedIdIsSafeInAPath(@ForAll String noise) {
        id("/snils/" + noise).ifPresent(id -> assertThat(id).matches("[A-Za-z0-9][A-Za-z0-9._~-]*"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"patient":{"status":"В процессе"}} | В процессе
            {"status":"В процессе"} | В процессе
            {"Patient":{"STATUS":" В процессе "}} | В процессе
            {"patient":null,"status":"В процессе"} | В процессе
            {"patient":{"other":1},"status":"В процессе"} | В процессе
            "{\\"patient\\":{\\"status\\":\\"В процессе\\"}}" | В процессе
            [{"patient":{"status":"В процессе"}}] | В процессе
            { «patient»: { «status»: «В процессе» } } | В процессе
            {"patient":{"status":null}} | ``
            {} | ``
            """)
    void aStatusIsFoundFlatOrNestedInAnyCase(String answer, String status) {
        Outcome.Wait wait = (Outcome.Wait) polled(200, answer.getBytes(StandardCharsets.UTF_8));
        assertThat(wait.why())
                .isEqualTo(status.isEmpty() ? "the last answer could not be read" : "the answer is not there yet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "7", "<html></html>", "{\"a\":1} {\"b\":2}", "{", "В процессе"})
    void aValueThatIsNoObjectIsNotRead(String answer) {
        assertThat(((Outcome.Wait) polled(200, answer.getBytes(StandardCharsets.UTF_8))).why())
                .isEqualTo("the last answer could not be read");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"code":"17","description":"Нет такого типа"} | 17: Нет такого типа | $
            {"Code":17,"Description":"Нет такого типа"} | 17: Нет такого типа | $
            {"error":{"code":"17","description":"Нет такого типа"}} | 17: Нет такого типа | $
            {"error_code":"17","error_text":"Нет такого типа"} | 17: Нет такого типа | $
            {"patient":{"error_code":"17","error_text":"Нет такого типа"}} | 17: Нет такого типа | $
            {"error_description":"Нет такого типа"} | Нет такого типа | $
            {"timestamp":"t","status":400,"error":"Bad Request","message":"Нет такого типа","path":"/snils"} | Нет такого типа | $
            {"timestamp":"t","status":400,"error":"Bad Request","path":"/snils"} | Bad Request | $
            {"success":false,"violations":[{"field":"patient.gender","message":"Нет"}]} | Нет | $.patient.gender
            {"resourceType":"OperationOutcome","issue":[{"severity":"error","diagnostics":"Нет","location":["patient.birthDate"]}]} | Нет | $.patient.birthDate
            {"resourceType":"OperationOutcome","issue":[{"details":{"text":"Нет"}}]} | Нет | $
            {"type":"about:blank","title":"Отказ","status":400,"detail":"Нет такого типа"} | Нет такого типа | $
            {"errors":{"patient.gender":["Нет"]}} | Нет | $.patient.gender
            {"errors":["Нет"]} | Нет | $
            {"Errors":[{"Message":"Нет","PropertyName":"patientPersDocs.type"}]} | Нет | $.patientPersDocs.type
            {"code":"17","description":"Нет","field":"patient.snils"} | 17: Нет | $.patient.snils
            { «code»: «17», «description»: «Нет» } | 17: Нет | $
            [{"code":"17","description":"Нет"}] | 17: Нет | $
            {"unheard":"of"} | {"unheard":"of"} | $
            Нет такого типа | Нет такого типа | $
            <html><head><title>Ошибка</title><style>p{}</style></head><body><p>Не&nbsp;доступен &amp; закрыт</p></body></html> | Ошибка Не доступен & закрыт | $
            `` | `` | $
            """)
    void aComplaintIsReadInAnyOfItsForms(String answer, String text, String path) {
        String said = text.isEmpty() ? "N3 refused the order with HTTP 400 and gave no reason." : text;
        assertThat(complaints(answer)).containsExactly(path + " " + said);
    }

    @Test
    void allIssuesOfAnOperationOutcomeAreReported() {
        String answer = "{\"issue\":[{\"diagnostics\":\"a\"},{\"diagnostics\":\"b\",\"expression\":[\"x\"]}]}";
        assertThat(complaints(answer)).containsExactly("$ a", "x b");
    }

    @Test
    void textBesideAListOfErrorsIsReportedToo() {
        String answer = "{\"code\":\"17\",\"description\":\"Отказ\",\"errors\":{\"patient.gender\":[\"Нет\"]}}";
        assertThat(complaints(answer)).containsExactly("$.patient.gender Нет", "$ 17: Отказ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Превышен суточный лимит запросов на документ",
                "ПРЕВЫШЕНО число запросов",
                "Too many requests",
                "Rate limit",
                "Maximum attempts exceed",
                "Исчерпана квота обращений",
                "Квота исчерпана",
                "Превышено допустимое количество обращений к сервису",
                "Слишком много запросов, повторите позже",
                "Суточный лимит исчерпан",
                "Превышена частота запросов",
                "Request limit reached",
                "Limit of 50 requests per minute",
                "API rate limit exceeded",
                "Quota exceeded",
                "Действует ограничение в 50 запросов в минуту"
            })
    void theWordsOfALimitAreKnown(String text) {
        assertThat(limit(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Превышена допустимая длина значения поля familyName",
                "Превышена максимальная длина запроса",
                "Превышен допустимый размер тела запроса",
                "Превышен лимит длины поля",
                "Значение превышает ограничение справочника",
                "Введены ограничения на выдачу сведений",
                "The field exceeds the limit of 40 characters",
                "Value too long: limit is 100",
                "too many digits in number",
                "Request size limit exceeded",
                "Access limited to the owner",
                "Возраст превышен"
            })
    void anErrorOfOneOrderIsNoLimit(String text) {
        assertThat(limit(text)).isFalse();
    }

    @Test
    void aByteOrderMarkIsTakenOff() {
        byte[] body = "\uFEFF {\"status\":\"В процессе\"} ".getBytes(StandardCharsets.UTF_8);
        assertThat(((Outcome.Wait) polled(200, body)).why()).isEqualTo("the answer is not there yet");
    }

    @Test
    void unrequestedCompressionIsUnpackedUpToABound() throws IOException {
        byte[] report = "{\"status\":\"В процессе\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(((Outcome.Wait) polled(200, zipped(report))).why()).isEqualTo("the answer is not there yet");
        assertThat(polled(200, zipped(new byte[30_000_000]))).isInstanceOf(Outcome.Wait.class);
        assertThat(polled(200, new byte[] {0x1F, (byte) 0x8B, 1})).isInstanceOf(Outcome.Wait.class);
    }

    private static byte[] zipped(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        }
        return packed.toByteArray();
    }

    @Test
    void anErrorPageInWindows1251CanBeRead() {
        byte[] body = "Ошибка".getBytes(Charset.forName("windows-1251"));
        assertThat(((Outcome.Failed) polled(502, body)).raw()).isEqualTo("Ошибка".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "null", textBlock = """
            120 | PT2M
            0 | PT0S
            999999999 | PT277777H46M39S
            Sat, 21 Nov 2026 12:05:00 GMT | PT5M
            Sat, 21 Nov 2026 11:00:00 GMT | PT0S
            soon | null
            -5 | null
            null | null
            """)
    void retryAfterIsSecondsOrADate(String header, Duration expected) {
        ClaimedStep work = N3Fixture.work("n3.snils", "submit", JsonNodeFactory.instance.objectNode(), N3Fixture.NOW);
        assertThat(ENGINE.outcome(work, N3Fixture.answer(429, "", header)))
                .isInstanceOfSatisfying(Outcome.Failed.class, failed -> assertThat(failed.retryAfter())
                        .isEqualTo(expected));
    }

    @Test
    void neitherRequestNorAnswerPrintsItsData() {
        ClaimedStep work =
                N3Fixture.work("n3.snils", "poll", N3Fixture.memory(N3Fixture.NOW, N3Fixture.NOW, 0), N3Fixture.NOW);
        assertThat(ENGINE.request(work) + " " + N3Fixture.answer(200, "11223344595", null))
                .doesNotContain(ID)
                .doesNotContain("11223344595");
    }

    @Property(tries = 300)
    void noAnswerMakesTheReaderThrow(@ForAll byte[] body) {
        assertThat(polled(400, body)).isInstanceOf(Outcome.Refused.class);
        assertThat(polled(200, body)).isNotNull();
        assertThat(ordered(body)).isNotNull();
    }
}
