package org.hospitalhub.nhif;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hospitalhub.ledger.Operation.Attachments;
import org.hospitalhub.ledger.Operation.Checked;
import org.hospitalhub.nhif.CatalogueEntry.Parameter;
import org.hospitalhub.rules.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NhifCheckTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:10:00Z");
    private static final Map<String, CatalogueEntry> CATALOGUE = Map.of(
            "report",
            entry(
                    "GET",
                    List.of(
                            new Parameter("egn", ParameterKind.EGN, null, true),
                            new Parameter("from", ParameterKind.DATE, null, true),
                            new Parameter("eik", ParameterKind.EIK, null, false),
                            new Parameter("kind", ParameterKind.TEXT, "[A-Z]{2}", false)),
                    Duration.ofHours(1)),
            "open",
            entry("GET", List.of(), Duration.ZERO),
            "document",
            entry("POST", List.of(), Duration.ZERO));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[]|NOT_AN_OBJECT $",
                "{}|REQUIRED $.module, REQUIRED $.version, REQUIRED $.service",
                "{`module`:`..`,`version`:`v1`,`service`:`a/b`}|PATH_SEGMENT $.module, PATH_SEGMENT $.service",
                "{`entry`:`nowhere`}|UNKNOWN_ENTRY $.entry",
                "{`entry`:`document`}|WRONG_OPERATION $.entry",
                "{`entry`:`open`,`service`:`OTHER`}|ENTRY_DIFFERS $.service",
                "{`entry`:`open`,`identity`:`stranger`}|UNKNOWN_IDENTITY $.identity",
                "{`entry`:`open`,`body`:{}}|BODY_NOT_ALLOWED $.body",
                "{`entry`:`open`,`parameters`:[`..`,{},``]}|PARAMETER_UNSAFE $.parameters[0], PARAMETER_TYPE $.parameters[1], PARAMETER_UNSAFE $.parameters[2]",
                "{`entry`:`open`,`parameters`:{`egn`:`1`}}|PARAMETERS_LIST $.parameters",
                "{`entry`:`report`}|REQUIRED $.parameters[0], REQUIRED $.parameters[1]",
                "{`entry`:`report`,`parameters`:[`8001010101`,`2026-02-30`]}|PARAMETER_EGN $.parameters[0], PARAMETER_DATE $.parameters[1]",
                "{`entry`:`report`,`parameters`:{`egn`:`8001011004`,`from`:`2026-11-21`,`eik`:`831641792`}}|PARAMETER_EIK $.parameters.eik",
                "{`entry`:`report`,`parameters`:{`egn`:`8001011004`,`from`:`2026-11-21`,`kind`:`AB`}}|PARAMETER_GAP $.parameters.kind",
                "{`entry`:`report`,`parameters`:{`egn`:`8001011004`,`from`:`2026-11-21`,`to`:1}}|UNKNOWN_PARAMETER $.parameters.to",
                "{`entry`:`report`,`parameters`:[`8001011004`,`2026-11-21`,`831641791`,`ab`,`x`]}|TOO_MANY_PARAMETERS $.parameters, PARAMETER_PATTERN $.parameters[3]",
                "{`entry`:`nowhere`,`identity`:`stranger`,`body`:1}|UNKNOWN_ENTRY $.entry, UNKNOWN_IDENTITY $.identity, BODY_NOT_ALLOWED $.body"
            })
    void everythingWrongWithAQueryIsSaidAtOnce(String payload, String findings) {
        assertThat(described(check(false, payload))).isEqualTo(findings);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{`entry`:`document`}|REQUIRED $.body",
                "{`entry`:`document`,`body`:1}|BODY_TYPE $.body",
                "{`entry`:`document`,`body`:``}|REQUIRED $.body",
                "{`entry`:`document`,`body`:`<?xml encoding='windows-1251'?>漢`}|BODY_CHARSET $.body",
                "{`entry`:`document`,`body`:{`base64`:`?`}}|BASE64 $.body.base64",
                "{`entry`:`document`,`body`:{`base64`:``}}|REQUIRED $.body",
                "{`entry`:`document`,`body`:{`base64`:`YQ==`,`contentType`:`x`}}|MEDIA_TYPE $.body.contentType",
                "{`entry`:`document`,`body`:{`file`:`none.xml`}}|FILE_MISSING $.body.file",
                "{`module`:`m`,`version`:`v1`,`service`:`S`,`body`:{`base64`:`YQ==`}}|REQUIRED $.body.contentType",
                "{`entry`:`document`,`parameters`:[`a`],`body`:{}}|PARAMETERS_NOT_ALLOWED $.parameters"
            })
    void everythingWrongWithASubmissionIsSaidAtOnce(String payload, String findings) {
        assertThat(described(check(true, payload))).isEqualTo(findings);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "<a>я</a>|<a>я</a>|UTF-8|application/xml",
                "<?xml version='1.0' encoding='windows-1251'?>я|<?xml version='1.0' encoding='windows-1251'?>я|windows-1251|application/xml",
                "[1.50]|[1.50]|UTF-8|application/json",
                "ред|ред|UTF-8|text/plain; charset=UTF-8"
            })
    void aTextIsSentAsItStands(String text, String sent, String charset, String type) throws Exception {
        var body = check(true, "{`entry`:`document`,`body`:`" + text + "`}")
                .payload()
                .path("body");
        assertThat(new String(Base64.getDecoder().decode(body.path("base64").asText()), charset))
                .isEqualTo(sent);
        assertThat(body.path("contentType").asText()).isEqualTo(type);
    }

    @Test
    void aDocumentOverTheLimitIsRefused() {
        Checked checked = check(true, "{`entry`:`document`,`body`:{`x`:`" + "a".repeat(1 << 20) + "`}}");
        assertThat(described(checked)).isEqualTo("BODY_TOO_LARGE $.body");
    }

    @Test
    void namesBecomeTheOrderOfThePath() {
        Checked checked = check(
                false, "{`entry`:`report`,`parameters`:{`from`:`2026-11-21`,`egn`:`8001011004`},`identity`:`ward`}");
        assertThat(checked.findings()).isEmpty();
        assertThat(checked.payload().toString())
                .isEqualTo(
                        json(
                                "{`entry`:`report`,`module`:`m`,`version`:`v1`,`service`:`S1`,`parameters`:[`8001011004`,`2026-11-21`],`identity`:`ward`}"));
    }

    @Test
    void theColumnsOfACsvFileMakeAnOrder() {
        assertThat(checker(false).texts()).contains("module", "version", "service", "parameters", "identity");
        Checked checked = check(false, "{`entry`:`open`,`parameters`:{`0`:`a`,`1`:`b`}}");
        assertThat(checked.payload().path("parameters").toString()).isEqualTo(json("[`a`,`b`]"));
        assertThat(described(check(false, "{`entry`:`open`,`parameters`:{`0`:`a`,`2`:`c`}}")))
                .isEqualTo("PARAMETERS_LIST $.parameters");
    }

    @Test
    void aCheckedOrderChecksToItself() {
        Checked once = check(false, "{`entry`:`report`,`parameters`:[`8001011004`,`2026-11-21`]}");
        assertThat(check(false, once.payload().toString()).payload()).isEqualTo(once.payload());
    }

    @Test
    void aFileBesideTheOrderBecomesItsDocument() {
        Attachments files = name ->
                name.equals("protocol.xml") ? Optional.of("<a/>".getBytes(StandardCharsets.UTF_8)) : Optional.empty();
        Checked checked = checker(true)
                .check(NhifFixture.tree(json("{`entry`:`document`,`body`:{`file`:`protocol.xml`}}")), files);
        assertThat(checked.payload().path("body").toString())
                .isEqualTo(json("{`base64`:`PGEvPg==`,`contentType`:`application/xml`}"));
    }

    @Test
    void anUnknownFieldIsAWarningOnly() {
        Checked checked = check(false, "{`entry`:`open`,`perameters`:[]}");
        assertThat(checked.refused()).isFalse();
        assertThat(described(checked)).isEqualTo("UNKNOWN_FIELD $.perameters");
    }

    @Test
    void onlyServicesWithAReuseTimeHaveAReuseKey() {
        assertThat(check(false, "{`entry`:`open`}").reuseKey()).isNull();
    }

    @Test
    void aReuseKeyDependsOnPeriodAndIdentity() {
        Checked checked = check(false, "{`entry`:`report`,`parameters`:[`8001011004`,`2026-11-21`],`identity`:`ward`}");
        assertThat(checked.reuseKey()).isNotNull();
        assertThat(checked.reuseKey().path("identity").asText()).isEqualTo("ward");
        assertThat(checked.reuseKey().path("period").asLong()).isEqualTo(NOW.getEpochSecond() / 3600);
    }

    private static CatalogueEntry entry(String method, List<Parameter> parameters, Duration reuse) {
        return new CatalogueEntry(
                method, "m", "v1", "S1", parameters, "*/*", "application/json", null, false, reuse, "", List.of());
    }

    private static NhifCheck checker(boolean submission) {
        return new NhifCheck(
                NhifFixture.catalogue(CATALOGUE), Set.of("ward"), submission, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static Checked check(boolean submission, String payload) {
        return checker(submission).check(NhifFixture.tree(json(payload)), Attachments.NONE);
    }

    private static String described(Checked checked) {
        return String.join(
                ", ", checked.findings().stream().map(NhifCheckTest::described).toList());
    }

    private static String described(Finding finding) {
        return finding.code() + " " + finding.path();
    }

    private static String json(String text) {
        return text.replace('`', '"');
    }
}
