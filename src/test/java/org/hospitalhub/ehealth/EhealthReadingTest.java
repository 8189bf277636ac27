package org.hospitalhub.ehealth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.hospitalhub.calls.AllowedLinks;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.BaseUrl;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.service.NationalService;
import org.hospitalhub.service.engine.ServiceFixture;
import org.hospitalhub.support.OrderBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the service's answers mean, in all the shapes that were seen (eHealth contract §8). */
class EhealthReadingTest {

    private static final Instant NOW = Instant.parse("2026-06-15T10:00:00Z");
    private static final NationalService SERVICE =
            ServiceFixture.ofTheJar("ehealth", EhealthFixture.set("http://127.0.0.1:1"), InstantSource.fixed(NOW));

    /** What an answer means in a step, by the definition. */
    private static Outcome outcome(String operation, String step, int status, String body) {
        ClaimedStep work = OrderBuilder.order(operation)
                .owner("test")
                .step(step)
                .acceptedAt(NOW)
                .claimed(
                        "ehealth",
                        NOW,
                        NOW,
                        "{\"id\":\"1\",\"legal_entity\":\"clinic\"}".getBytes(StandardCharsets.UTF_8),
                        JsonNodeFactory.instance.objectNode().put("id", "1"));
        byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return ServiceFixture.engine(SERVICE, (one, orderedAt, lastAsked, asked, now) -> now, InstantSource.fixed(NOW))
                .outcome(work, new Answer(status, Map.of(), bytes, false));
    }

    private static Outcome outcome(String step, int status, String body) {
        return outcome("ehealth.capitation-contract-request", step, status, body);
    }

    private static List<Finding> findings(int status, String body) {
        Outcome outcome = outcome("initialize", status, body);
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        return ((Outcome.Refused) outcome).findings();
    }

    private static Outcome.Failed failed(int status, String body) {
        Outcome outcome = outcome("initialize", status, body);
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        return (Outcome.Failed) outcome;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | {'error':{'message':'Invalid access token','type':'access_denied'}} | PARK | EHEALTH_NOT_AUTHORISED",
                "401 | {'error':{'message':'API-KEY header required'}} | PARK | EHEALTH_API_KEY",
                "401 | {'error':{'message':'Invalid api key'}} | PARK | EHEALTH_API_KEY",
                "401 | <html> | PARK | EHEALTH_NOT_AUTHORISED",
                "403 | {'error':{'message':'Missing allowances: contract_request:create'}} | PARK | EHEALTH_SCOPE_MISSING",
                "403 | {'error':{'message':'Client is blocked'}} | PARK | EHEALTH_FORBIDDEN",
                "404 | {'error':{'type':'not_found'}} | PARK | EHEALTH_NOT_FOUND",
                "406 | {} | PARK | EHEALTH_UNEXPECTED_STATUS",
                "302 | x | PARK | EHEALTH_UNEXPECTED_STATUS",
                "424 | {'error':{'type':'failed_dependency'}} | RETRY | EHEALTH_UNAVAILABLE",
                "429 | {'message':'API rate limit exceeded'} | LIMITED | EHEALTH_LIMIT",
                "500 | {'error':{'type':'internal_error'}} | RETRY | EHEALTH_UNAVAILABLE",
                "500 | {'error':{'errors':{'detail':'Internal server error'}}} | RETRY | EHEALTH_UNAVAILABLE",
                "502 | {'error':{'message':'Failed to save signed content'}} | RETRY | EHEALTH_UNAVAILABLE",
                "503 | <html>cloudflare</html> | RETRY | EHEALTH_UNAVAILABLE",
                "200 | <html> | PARK | EHEALTH_NONSENSE"
            })
    void failuresAreDistinguished(int status, String body, Outcome.Remedy remedy, String code) {
        Outcome.Failed failed = failed(status, body);
        assertThat(failed.remedy()).isEqualTo(remedy);
        assertThat(failed.problem().code()).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 424, 500, 502, 503, 504})
    void afterASubmissionNobodyKnows(int status) {
        assertThat(outcome("create", status, "")).isInstanceOf(Outcome.Unsure.class);
    }

    @Test
    void aRefusalWithPathsIsReportedRuleByRule() {
        String body = "{'error':{'type':'validation_failed','message':'Validation failed.','invalid':["
                + "{'entry':'$.contractor_divisions.[1]','rules':[{'rule':'invalid','params':[],'description':'Division duplicates'}]},"
                + "{'entry':'$.a[0].b','rules':[{'description':'one'},{'description':'two'}]}]}}";
        assertThat(findings(422, body))
                .extracting(Finding::path, Finding::message)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("$.contractor_divisions[1]", "Division duplicates"),
                        org.assertj.core.groups.Tuple.tuple("$.a[0].b", "one"),
                        org.assertj.core.groups.Tuple.tuple("$.a[0].b", "two"));
    }

    @Test
    void aRefusalWithoutPathsIsReportedWhole() {
        String body = "{'error':{'type':'request_malformed','message':'Does not match the signer drfo','invalid':["
                + "{'rules':[{'rule':'json'}],'entry_type':'request'}]}}";
        assertThat(findings(422, body))
                .containsExactly(Finding.error("EHEALTH_REFUSED", "$", "Does not match the signer drfo"));
    }

    @Test
    void aRefusalInHtmlHasAFindingToo() {
        assertThat(findings(400, "<html>")).hasSize(1);
    }

    static EhealthSettings settings(List<String> crl) {
        return new EhealthSettings(
                "https://a.example",
                60,
                Map.of(),
                Duration.ofSeconds(600),
                10,
                "",
                Duration.ZERO,
                false,
                366,
                1096,
                "",
                crl,
                TimeStampSettings.defaults());
    }

    private static boolean mayFollow(String base, List<String> hosts, String link) {
        return new AllowedLinks(BaseUrl.of(base), hosts, List.of("storage.googleapis.com"))
                .of(link)
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.ehealth.gov.ua/upload?x=1, true",
        "https://storage.googleapis.com/contract-requests/1?Signature=a%2Fb, true",
        "https://media.ehealth.gov.ua/1, true",
        "https://media.ehealth.gov.ua:444/1, false",
        "https://media.gov.ua/1, false",
        "http://127.0.0.1:1/1, false",
        "https://127.0.0.1/1, false",
        "https://api.ehealth.gov.ua:444/upload, false",
        "http://api.ehealth.gov.ua/upload, false",
        "https://169.254.169.254/latest, false",
        "https://evil.example/?api.ehealth.gov.ua, false",
        "https://api.ehealth.gov.ua@evil.example/, false",
        "https://api.ehealth.gov.ua.evil.example/, false",
        "file:///etc/passwd, false",
        "nonsense, false"
    })
    void linksLeadOnlyToTheService(String link, boolean allowed) {
        assertThat(mayFollow("https://api.ehealth.gov.ua/", List.of(), link)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "400, EHEALTH_UNEXPECTED_STATUS, UNSURE",
        "409, EHEALTH_UNEXPECTED_STATUS, UNSURE",
        "422, EHEALTH_UNEXPECTED_STATUS, UNSURE",
        "403, EHEALTH_FORBIDDEN, UNSURE",
        "404, EHEALTH_NOT_FOUND, EHEALTH_NOT_FOUND",
        "429, EHEALTH_LIMIT, EHEALTH_LIMIT",
        "503, EHEALTH_UNAVAILABLE, EHEALTH_UNAVAILABLE"
    })
    void noAnswerToAQuestionRefusesAnOrder(int status, String followed, String lookedUp) {
        assertThat(outcome("follow", status, "")).isInstanceOfSatisfying(Outcome.Failed.class, failed -> assertThat(
                        failed.problem().code())
                .isEqualTo(followed));
        assertThat(outcome("ehealth.contract-request-approve", "look-up", status, ""))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.problem().code()).isEqualTo(lookedUp));
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8401/storage?a=b%2B, true",
        "http://localhost:8401/storage, true",
        "http://169.254.169.254/latest, false",
        "https://storage.googleapis.com/a, false"
    })
    void ofAStandInToEveryPortOfThisMachine(String link, boolean allowed) {
        assertThat(mayFollow("http://127.0.0.1:8400", List.of(), link)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "https://storage.googleapis.com/a, true",
        "https://media.ehealth.gov.ua/a, false",
        "https://api.ehealth.gov.ua/a, false",
        "http://storage.googleapis.com/a, false"
    })
    void orToTheConfiguredHosts(String link, boolean allowed) {
        assertThat(mayFollow("https://api.ehealth.gov.ua", List.of("storage.googleapis.com"), link))
                .isEqualTo(allowed);
    }

    @Test
    void withoutABaseUrlEhealthIsOff() {
        assertThat(ServiceFixture.ofTheJar("ehealth", Map.of(), InstantSource.fixed(NOW))
                        .off())
                .asString()
                .contains("hub.ehealth.base-url");
    }

    @Test
    void settingsHideTheirSecrets() {
        EhealthSettings.LegalEntity entity =
                new EhealthSettings.LegalEntity("id", "planted-secret", "planted-token", "1", "MSP", "", "");
        assertThat(entity.toString() + settings(List.of())).doesNotContain("planted");
    }

    @Test
    void theConsentTextsAreWhole() {
        ConsentText consent = new ConsentText();
        assertThat(consent.matches(ContractType.CAPITATION, consent.text(ContractType.CAPITATION)))
                .isTrue();
        assertThat(consent.matches(
                        ContractType.CAPITATION,
                        consent.text(ContractType.CAPITATION).replace('’', '\'')))
                .isFalse();
    }
}
