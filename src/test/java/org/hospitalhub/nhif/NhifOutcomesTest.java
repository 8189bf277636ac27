package org.hospitalhub.nhif;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.AnswerTooLargeException;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.service.NationalService;
import org.hospitalhub.service.engine.ServiceEngine;
import org.hospitalhub.service.engine.ServiceFixture;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What answers mean, without a network. */
class NhifOutcomesTest {

    private final NationalService service = NhifFixture.service(
            NhifFixture.settings("https://localhost:1"),
            NhifFixture.catalogue(Map.of()),
            new Identities(new IdentitySettings(Map.of())));
    private final ServiceEngine engine = ServiceFixture.engine(
            service, (operation, orderedAt, lastAsked, asked, now) -> now, InstantSource.system());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403|Сертификатът е изтекъл|NHIF_CERTIFICATE_NOT_ACCEPTED",
                "403|Невалидно удостоверение за КЕП, достъпът е отказан|NHIF_CERTIFICATE_NOT_ACCEPTED",
                "403|Не е представено удостоверение|NHIF_CERTIFICATE_NOT_ACCEPTED",
                "403|Титулярът на удостоверението няма права за услуга PBR001|NHIF_NOT_AUTHORISED",
                "403|Certificate read; its organisation is not authorised for this service|NHIF_NOT_AUTHORISED",
                "403|Access denied: the client certificate has been revoked|NHIF_CERTIFICATE_NOT_ACCEPTED",
                "403|HTTP Error 403.7 - The page you are attempting to access requires a client certificate|NHIF_CERTIFICATE_NOT_ACCEPTED",
                "403|HTTP Error 403.12 - The account to which your client certificate is mapped has been denied access|NHIF_NOT_AUTHORISED",
                "403|HTTP Error 403.16 - Your client certificate is either not trusted or is invalid|NHIF_CERTIFICATE_NOT_ACCEPTED",
                "400|<html><title>400 The SSL certificate error</title>|NHIF_CERTIFICATE_NOT_ACCEPTED",
                "400|<html><title>400 No required SSL certificate was sent</title>|NHIF_CERTIFICATE_NOT_ACCEPTED"
            })
    void theTextDecidesWhetherItIsTheCertificateOrTheRight(int status, String text, String code) {
        NhifRoutesTest.assertParked(engine.outcome(submission(), answer(status, "text/html", text)), code);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 504, 507, 520, 524, 599})
    void anErrorThatMayComeAfterTheDocumentWasTakenIsUnsure(int status) {
        assertThat(engine.outcome(submission(), answer(status, "text/plain", "")))
                .isInstanceOf(Outcome.Unsure.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {501, 505})
    void anErrorThatSaysNothingWasDoneIsParkedByItsName(int status) {
        NhifRoutesTest.assertParked(engine.outcome(submission(), answer(status, "text/plain", "")), "NHIF_UNAVAILABLE");
    }

    @Test
    void anAnswerOverTheLimitToASubmissionKeepsItsStatus() {
        Outcome.Unsure unsure =
                (Outcome.Unsure) ServiceFixture.failed(engine, submission(), new AnswerTooLargeException(201, 10));
        assertThat(unsure.whatWasSent()).contains("answered 201").contains("hub.nhif.answer-limit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"sum\":12345678901234567890123.10,\"far\":1E+400}", "\"{\\\"a\\\":1,\\\"a\\\":2}\""})
    void nothingOfAnAnswerChanges(String body) throws Exception {
        String sent = body.startsWith("\"") ? NhifFixture.JSON.readTree(body).asText() : body;
        Outcome.Done done = (Outcome.Done) engine.outcome(submission(), answer(200, "application/json", sent));
        assertThat(done.result().path("body").toString()).isEqualTo(body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/html; charset=utf-8|<p>Системата е в профилактика</p>",
                "TEXT/HTML|",
                "application/xhtml+xml|<p>Системата е в профилактика</p>"
            })
    void aWebPageIsNoReceiptOfADocumentAndNoReport(String type, @Nullable String page) {
        assertThat(engine.outcome(submission(), answer(200, type, page == null ? "" : page)))
                .isInstanceOf(Outcome.Unsure.class);
        assertThat(engine.outcome(query(), answer(200, type, page == null ? "" : page)))
                .isInstanceOf(Outcome.Failed.class);
    }

    @ParameterizedTest
    @CsvSource({"application/xml,<htmlReport/>", "text/plain,a <html>", "text/csv,html"})
    void anAnswerThatOnlyNamesPagesIsAnAnswer(String type, String text) {
        assertThat(engine.outcome(submission(), answer(200, type, text))).isInstanceOf(Outcome.Done.class);
    }

    private ClaimedStep query() {
        Operation operation = NhifFixture.operation(service, "nhif.query");
        ObjectNode order = NhifFixture.JSON.createObjectNode();
        return NhifFixture.work(
                operation, order.put("module", "m").put("version", "v1").put("service", "S"));
    }

    private ClaimedStep submission() {
        Operation operation = NhifFixture.operation(service, "nhif.submission");
        ObjectNode order = NhifFixture.JSON.createObjectNode();
        order.put("module", "m").put("version", "v1").put("service", "S").putObject("body");
        return NhifFixture.work(operation, order);
    }

    private static Answer answer(int status, String type, String text) {
        return new Answer(status, Map.of("content-type", List.of(type)), text.getBytes(StandardCharsets.UTF_8), true);
    }
}
