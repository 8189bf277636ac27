package org.hospitalhub.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.NewOrder;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.ledger.State;
import org.hospitalhub.rules.Languages;
import org.hospitalhub.support.OrderBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import org.springframework.http.converter.json.MappingJackson2HttpMessageConverter;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

// The application reads and writes with Jackson 2 (spring.http.converters); a standalone controller must be configured
// so.
@SuppressWarnings("removal")
class OrderIntakeControllerTest {

    private static final String GOOD = "{\"patient\":{\"familyName\":\"A\"}}";

    private final IntakeFixture fixture;
    private final MockMvc http;

    OrderIntakeControllerTest(@TempDir Path drop) {
        this.fixture = new IntakeFixture(drop, "max-body=100B");
        this.http = MockMvcBuilders.standaloneSetup(new OrderIntakeController(
                        new RequestBodies(fixture.settings),
                        new CallbackAllowlist(List.of("https://his.example/")),
                        fixture.intake::accept,
                        id -> Optional.empty(),
                        Languages.of("bg")))
                .setMessageConverters(new MappingJackson2HttpMessageConverter())
                .build();
    }

    @Test
    void anAcceptedOrderIsAnsweredWithItsLocation() throws Exception {
        http.perform(post("/api/orders/" + IntakeFixture.OPERATION)
                        .content(GOOD)
                        .header("Idempotency-Key", "k1")
                        .header("Hub-Priority", "urgent")
                        .header("Hub-Callback", "https://his.example/a")
                        .principal(() -> "his"))
                .andExpect(status().isAccepted())
                .andExpect(header().string("Location", "/api/orders/order-1"))
                .andExpect(jsonPath("$.id").value("order-1"))
                .andExpect(jsonPath("$.key").value("k1"))
                .andExpect(jsonPath("$.findings").isEmpty());
        NewOrder order = fixture.accepted().get(0);
        assertThat(order.owner()).isEqualTo("his");
        assertThat(order.priority()).isEqualTo(Priority.URGENT);
        assertThat(order.address()).isEqualTo(new Address.Callback("https://his.example/a"));
    }

    @Test
    void aKnownAnswerIsReturnedToItsOwnerOnly() throws Exception {
        Order order = OrderBuilder.order(IntakeFixture.OPERATION)
                .state(State.COMPLETED)
                .key("k1")
                .owner("his")
                .step("poll")
                .attempts(2)
                .finishedAt(Instant.EPOCH)
                .build();
        MockMvc answered = MockMvcBuilders.standaloneSetup(new OrderIntakeController(
                        new RequestBodies(fixture.settings),
                        new CallbackAllowlist(List.of()),
                        submission -> new OrderIntake.Result.Accepted(order, true),
                        id -> Optional.of(JsonNodeFactory.instance.objectNode().put("number", "7")),
                        Languages.ENGLISH))
                .setMessageConverters(new MappingJackson2HttpMessageConverter())
                .build();
        answered.perform(post("/api/orders/" + IntakeFixture.OPERATION)
                        .content(GOOD)
                        .principal(() -> "his"))
                .andExpect(status().isAccepted())
                .andExpect(jsonPath("$.result.number").value("7"));
        answered.perform(post("/api/orders/" + IntakeFixture.OPERATION)
                        .content(GOOD)
                        .principal(() -> "another"))
                .andExpect(status().isAccepted())
                .andExpect(jsonPath("$.result").isEmpty());
    }

    @Test
    void aRefusalIsInTheLanguageOfTheClientAndElseOfTheHospital() throws Exception {
        http.perform(post("/api/orders/" + IntakeFixture.OPERATION)
                        .content("{}x")
                        .header("Accept-Language", "uk-UA, en;q=0.5"))
                .andExpect(status().isUnprocessableContent())
                .andExpect(jsonPath("$.detail").value("Нічого не прийнято; причини — у зауваженнях (findings)."))
                .andExpect(jsonPath("$.findings[0].code").value("NOT_JSON"))
                .andExpect(jsonPath("$.findings[0].severity").value("error"))
                .andExpect(
                        jsonPath("$.findings[0].message").value(org.hamcrest.Matchers.startsWith("Рядок 1, позиція")));
        http.perform(post("/api/orders/none").content(GOOD).header("Accept-Language", "de"))
                .andExpect(jsonPath("$.findings[0].message")
                        .value(org.hamcrest.Matchers.startsWith("Такава операция в този хъб няма.")));
    }

    @Test
    void aKeyThatAProxyWroteTwiceIsOneKey() throws Exception {
        http.perform(post("/api/orders/" + IntakeFixture.OPERATION)
                        .content(GOOD)
                        .header("Idempotency-Key", "k1", "k1"))
                .andExpect(status().isAccepted())
                .andExpect(jsonPath("$.key").value("k1"));
    }

    @Test
    void twoKeysAreNone() throws Exception {
        http.perform(post("/api/orders/" + IntakeFixture.OPERATION)
                        .content(GOOD)
                        .header("Idempotency-Key", "k1", "k2"))
                .andExpect(status().isUnprocessableContent())
                .andExpect(jsonPath("$.findings[0].code").value("KEY_INVALID"));
    }

    @Test
    void theSameKeyIsTheSameOrder() throws Exception {
        for (int i = 0; i < 2; i++) {
            http.perform(post("/api/orders/" + IntakeFixture.OPERATION)
                            .content(GOOD)
                            .header("Idempotency-Key", "k1"))
                    .andExpect(status().isAccepted())
                    .andExpect(jsonPath("$.id").value("order-1"));
        }
        http.perform(post("/api/orders/" + IntakeFixture.OPERATION)
                        .content("{\"patient\":{\"familyName\":\"B\"}}")
                        .header("Idempotency-Key", "k1"))
                .andExpect(status().isUnprocessableContent())
                .andExpect(jsonPath("$.findings[0].code").value("KEY_REUSED"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "test.name | {}                      | 422 | REQUIRED",
                "test.name | nonsense                | 422 | NOT_JSON",
                "test.name | []                      | 422 | NOT_AN_OBJECT",
                "test.name | ''                      | 422 | NOT_JSON",
                "test.name | {\"a\":1,\"a\":2}       | 422 | DUPLICATE_KEY",
                "test.none | {}                      | 404 | UNKNOWN_OPERATION",
                "test.off  | {}                      | 422 | SERVICE_OFF"
            })
    void aRefusedPayloadIsAnsweredWithAllFindingsAndNotStored(String operation, String body, int status, String code)
            throws Exception {
        http.perform(post("/api/orders/" + operation).content(body))
                .andExpect(status().is(status))
                .andExpect(content().contentType(MediaType.APPLICATION_PROBLEM_JSON))
                .andExpect(jsonPath("$.status").value(status))
                .andExpect(jsonPath("$.title").exists())
                .andExpect(jsonPath("$.findings[0].code").value(code));
        assertThat(fixture.accepted()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Hub-Priority, now, PRIORITY_INVALID",
        "Hub-Callback, https://evil.test/, CALLBACK_NOT_ALLOWED",
        "Idempotency-Key, file:abc:1, KEY_INVALID",
        "Idempotency-Key, 'a b', KEY_INVALID"
    })
    void aHeaderThatIsNotUnderstoodRefusesTheOrder(String header, String value, String code) throws Exception {
        http.perform(post("/api/orders/" + IntakeFixture.OPERATION)
                        .content(GOOD)
                        .header(header, value))
                .andExpect(status().isUnprocessableContent())
                .andExpect(jsonPath("$.findings[0].code").value(code));
        assertThat(fixture.accepted()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Type, application/x-www-form-urlencoded, application/json",
        "Content-Type, multipart/form-data; boundary=x, application/json",
        "Content-Type, application/json; charset=martian, UTF-8",
        "Content-Encoding, gzip, Content-Encoding"
    })
    void requestsWhosePayloadCannotBeReadAreRefusedWithTheReason(String header, String value, String expected)
            throws Exception {
        http.perform(post("/api/orders/" + IntakeFixture.OPERATION)
                        .content(GOOD)
                        .header(header, value))
                .andExpect(status().isUnsupportedMediaType())
                .andExpect(content().contentType(MediaType.APPLICATION_PROBLEM_JSON))
                .andExpect(jsonPath("$.detail", containsString(expected)));
        assertThat(fixture.accepted()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, UTF-8",
        "application/json; charset=utf-8, UTF-8",
        "application/json; charset=windows-1251, windows-1251",
        "application/json;charset=\"windows-1251\", UTF-8",
        "application/json; charset=koi8-r, KOI8-R",
        "application/json; charset=utf-16, UTF-16",
        "application/json; charset=UTF-16LE, UTF-16LE",
        "text/plain; charset=ISO-8859-5, ISO-8859-5"
    })
    void aPayloadIsReadInTheCharsetThatItDeclares(String type, String charset) throws Exception {
        http.perform(post("/api/orders/" + IntakeFixture.OPERATION)
                        .content("{\"patient\":{\"familyName\":\"Ёж\"}}".getBytes(Charset.forName(charset)))
                        .header("Content-Type", type))
                .andExpect(status().isAccepted());
        assertThat(new String(fixture.accepted().get(0).payload(), StandardCharsets.UTF_8))
                .contains("\"Ёж\"");
    }

    @ParameterizedTest
    @CsvSource({"application/json, 422", "application/json; charset=windows-1251, 415"})
    void aBrokenByteIsNeverReadAsOtherLetters(String type, int status) throws Exception {
        byte[] body = "{\"patient\":{\"familyName\":\"Ёжик#\"}}".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < body.length; i++) {
            body[i] = body[i] == '#' ? (byte) 0xD1 : body[i];
        }
        http.perform(post("/api/orders/" + IntakeFixture.OPERATION)
                        .content(body)
                        .header("Content-Type", type))
                .andExpect(status().is(status));
        assertThat(fixture.accepted()).isEmpty();
    }

    @Test
    void aPayloadInAnotherCharsetThanItDeclaresIsRefused() throws Exception {
        http.perform(post("/api/orders/" + IntakeFixture.OPERATION)
                        .content("{\"patient\":{\"familyName\":\"Ёж\"}}".getBytes(Charset.forName("windows-1251"))))
                .andExpect(status().isUnprocessableContent())
                .andExpect(jsonPath("$.findings[0].code").value("CHARSET"));
    }

    @Test
    void aBodyBeyondTheLimitIsNotRead() throws Exception {
        http.perform(post("/api/orders/" + IntakeFixture.OPERATION).content("x".repeat(101)))
                .andExpect(status().isContentTooLarge())
                .andExpect(jsonPath("$.findings[0].message", containsString("100")));
    }

    @Test
    void anOrderThatTheLedgerCannotWriteIsNotAcknowledged() throws Exception {
        fixture.ledger.failAfter(0);
        http.perform(post("/api/orders/" + IntakeFixture.OPERATION).content(GOOD))
                .andExpect(status().isServiceUnavailable())
                .andExpect(header().string("Retry-After", "5"));
    }
}
