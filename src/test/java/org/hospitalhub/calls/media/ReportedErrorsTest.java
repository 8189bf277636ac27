package org.hospitalhub.calls.media;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hospitalhub.calls.ErrorText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service says is wrong reaches a person in any of the usual forms. */
class ReportedErrorsTest {

    private static final ReportedErrors COMPLAINTS =
            new ReportedErrors(Set.of("patient", "patientPersDocs", "items")::contains);
    private static final BodyReader READER = new BodyReader(new ReadingOptions(
            Media.JSON, List.of(), true, Set.of(ReadingOptions.Also.values()), true, "patient", 5_000_000));

    private static Body body(String type, String text) {
        return READER.read(type, text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<ReportedError> read(String type, String text) {
        return COMPLAINTS.read(body(type, text));
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
            {"errors":{"$.patient.gender":["Нет"]}} | Нет | $.patient.gender
            {"errors":["Нет"]} | Нет | $
            {"Errors":[{"Message":"Нет","PropertyName":"patientPersDocs.type"}]} | Нет | $.patientPersDocs.type
            {"code":"17","description":"Нет","field":"patient.snils"} | 17: Нет | $.patient.snils
            { «code»: «17», «description»: «Нет» } | 17: Нет | $
            [{"code":"17","description":"Нет"}] | 17: Нет | $
            {"unheard":"of"} | {"unheard":"of"} | $
            {"errors":[{"unheard":"of"}]} | {"unheard":"of"} | $
            "Нет" | Нет | $
            Нет такого типа | Нет такого типа | $
            `` | `` | $
            {"errors":[{"detail":"too old","pointer":"#/patient/birthDate"}]} | too old | $.patient.birthDate
            {"errors":[{"detail":"too many","pointer":"/items/3/code"}]} | too many | $.items[3].code
            {"errors":[{"detail":"odd","source":{"pointer":"/items/0"}}]} | odd | $.items[0]
            {"invalid-params":[{"name":"age","reason":"must be positive"}]} | must be positive | age
            {"error":{"invalid":[{"entry":"$.items","rules":[{"rule":"length","description":"too long"}]}]}} | too long | $.items
            {"error":{"message":"Validation failed"}} | Validation failed | $
            {"error":"invalid_request"} | invalid_request | $
            {"errors":{"detail":"Not found"}} | Not found | $
            {"errors":[{"code":"E17","message":"Нет","field":"patient.x"}]} | E17: Нет | $.patient.x
            {"message":"Нет","path":"$.patient.x"} | Нет | $.patient.x
            """)
    void aComplaintIsReadInAnyOfItsForms(String answer, String text, String path) {
        assertThat(read("", answer)).containsExactly(new ReportedError(text, path));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            <error><code>17</code><message>Нет</message></error> | 17: Нет | $
            <errors><error><code>17</code><message>Нет</message><field>patient.x</field></error></errors> | 17: Нет | $.patient.x
            <r><errors><error>Нет</error></errors></r> | Нет | $
            <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header/><s:Body><s:Fault><faultcode>s:Client</faultcode><faultstring>Нет</faultstring></s:Fault></s:Body></s:Envelope> | s:Client: Нет | $
            <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason><s:Text xml:lang="ru">Нет</s:Text></s:Reason></s:Fault></s:Body></s:Envelope> | Нет | $
            <unheard><of>Нет</of></unheard> | Нет | $
            """)
    void anErrorInXmlIsReadToo(String answer, String text, String path) {
        assertThat(read("text/xml", answer)).containsExactly(new ReportedError(text, path));
    }

    @Test
    void anOutcomeThatHapiFhirWroteIsReadWholeInBothOfItsForms() {
        OperationOutcome outcome = new OperationOutcome();
        outcome.addIssue()
                .setSeverity(OperationOutcome.IssueSeverity.ERROR)
                .setCode(OperationOutcome.IssueType.INVALID)
                .setDiagnostics("The birth date is in the future")
                .addExpression("patient.birthDate");
        outcome.addIssue()
                .setSeverity(OperationOutcome.IssueSeverity.FATAL)
                .setCode(OperationOutcome.IssueType.REQUIRED)
                .getDetails()
                .setText("No gender");
        FhirContext fhir = FhirContext.forR4Cached();
        ReportedError[] expected = {
            new ReportedError("The birth date is in the future", "$.patient.birthDate"),
            new ReportedError("No gender", "$")
        };
        Body json = body("application/fhir+json", fhir.newJsonParser().encodeResourceToString(outcome));
        Body xml = body("application/fhir+xml", fhir.newXmlParser().encodeResourceToString(outcome));
        assertThat(COMPLAINTS.read(json)).containsExactly(expected);
        assertThat(COMPLAINTS.read(xml)).containsExactly(expected);
        assertThat(COMPLAINTS.within(json.tree())).containsExactly(expected);
        assertThat(COMPLAINTS.within(xml.tree())).containsExactly(expected);
    }

    @Test
    void textBesideAListOfErrorsIsReadToo() {
        String answer = "{\"code\":\"17\",\"description\":\"Отказ\",\"errors\":{\"patient.gender\":[\"Нет\"]}}";
        assertThat(read("", answer))
                .containsExactly(new ReportedError("Нет", "$.patient.gender"), new ReportedError("17: Отказ", "$"));
    }

    @Test
    void aWebPageIsItsText() {
        String page =
                "<html><head><title>Ошибка</title><style>p{}</style></head><body><p>Не&nbsp;доступен &amp; закрыт</p></body></html>";
        assertThat(read("text/html", page)).containsExactly(new ReportedError("Ошибка Не доступен & закрыт", "$"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"status\":\"done\",\"snils\":\"1\"}",
                "{\"code\":\"1\"}",
                "{\"description\":\"x\"}",
                "{\"error\":null}",
                "{\"message\":\"Created\"}",
                "{\"success\":true}",
                "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"information\",\"diagnostics\":\"all well\"}]}",
                "{}",
                "[]",
                "\"ok\""
            })
    void anAnswerThatIsNoErrorIsNotTakenForOne(String answer) {
        assertThat(COMPLAINTS.within(body("", answer).tree())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error_code\":\"1\"}",
                "{\"error\":{\"message\":\"x\"}}",
                "{\"code\":\"1\",\"description\":\"x\"}",
                "{\"success\":false}",
                "{\"success\":\"false\",\"message\":\"x\"}",
                "{\"issue\":[{\"severity\":\"error\"}]}"
            })
    void anErrorUnderA200IsRecognised(String answer) {
        assertThat(COMPLAINTS.within(body("", answer).tree())).isNotEmpty();
    }

    @Test
    void hugeAnswersCostNoTimeAndGiveBoundedTexts() {
        for (String unit :
                List.of("{\"error\":", "\"a\",", "<p ", "<!--", "{\"errors\":[\"x\"]}", "&#", "{\"message\":\"x\"},")) {
            String huge = unit.repeat(1_000_000 / unit.length());
            for (String answer : List.of(huge, "[" + huge + "1]", "{\"errors\":[" + huge + "1]}", "<html>" + huge)) {
                long begun = System.nanoTime();
                List<ReportedError> complaints = read("", answer);
                assertThat(complaints).hasSizeBetween(1, 200);
                assertThat(complaints).allMatch(one -> one.text().length() <= ErrorText.LONGEST);
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).as(unit).isLessThan(Duration.ofSeconds(20));
            }
        }
    }

    @Property(tries = 300)
    void noAnswerMakesTheReaderThrow(@ForAll byte[] bytes) {
        assertThat(COMPLAINTS.read(READER.read("", bytes))).isNotEmpty();
    }
}
