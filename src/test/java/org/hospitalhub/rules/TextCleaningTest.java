package org.hospitalhub.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.text.Normalizer;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts of all sources get the same form. */
class TextCleaningTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Findings findings = new Findings();

    private String clean(String text) {
        JsonNode payload = JsonNodeFactory.instance.objectNode().put("a", text);
        return TextCleaning.clean(payload, Set.of(), findings).path("a").textValue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "112-233-445\u00A095|112-233-445 95|U+00A0 NO-BREAK SPACE read as a space",
                "112\u2011233\u2011445 95|112-233-445 95|U+2011 NON-BREAKING HYPHEN read as a hyphen",
                "112\u2013233\u2013445 95|112-233-445 95|U+2013 EN DASH read as a hyphen",
                "112\u2212233\u2014445\u200995|112-233-445 95|U+2212 MINUS SIGN read as a hyphen",
                "1984\u20103\u201112|1984-3-12|U+2010 HYPHEN read as a hyphen",
                "\uFEFFПётр|Пётр|U+FEFF ZERO WIDTH NO-BREAK SPACE removed",
                "Пе\u200Bтр\u00AD|Петр|U+00AD SOFT HYPHEN removed",
                "\u202EПётр\u202C|Пётр|U+202E RIGHT-TO-LEFT OVERRIDE removed",
                "Андреи\u0306|Андрей|U+0306 COMBINING BREVE composed with its letter",
                "Анна\u3000Мария\u202FЯ|Анна Мария Я|U+3000 IDEOGRAPHIC SPACE read as a space",
                "=\"0450\"|0450|Excel's =\"…\" removed",
                "=\"Дом \"\"Мир\"\"\"|Дом \"Мир\"|Excel's =\"…\" removed",
                "Пётр\u001A|Пётр|U+001A SUBSTITUTE removed",
                "Pe\u0007tr\u007F|Petr|U+0007 BEL removed",
                "Пётр\u0098|Пётр|U+0098 START OF STRING removed",
                "Анна\u000BМария|Анна Мария|U+000B LINE TABULATION read as a space",
                "\uFF11\uFF12|12|U+FF11 FULLWIDTH DIGIT ONE read as a digit",
            })
    void aTextIsWrittenInOneWayAndTheFindingSaysWhatWasChanged(String given, String clean, String said) {
        assertThat(clean(given)).isEqualTo(clean);
        assertThat(findings.all()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("TEXT_CLEANED");
            assertThat(finding.path()).isEqualTo("$.a");
            assertThat(finding.refuses()).isFalse();
            assertThat(finding.message()).contains(said);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"'0450", "'112-233-445 95", "’1984-03-12", " '7"})
    void theApostropheOfExcelIsNoPartOfANumber(String given) {
        assertThat(clean(given)).isEqualTo(given.strip().substring(1));
        assertThat(findings.all()).extracting(Finding::code).containsExactly("TEXT_CLEANED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Мамин-Сибиряк",
                "Отделение №1 – «Север»",
                "д’Артаньян",
                "'Абд",
                "O'Neill",
                "=1+1",
                "",
                "a\nb\tc",
                "Єнакієве",
                "Её",
                "СЁ"
            })
    void intendedCharactersStay(String text) {
        assertThat(clean(text)).isEqualTo(text);
        assertThat(findings.all()).isEmpty();
    }

    @Test
    void aLongFormulaOfExcelIsCleanedToo() {
        String text = "a\"\"".repeat(100_000);
        assertThat(clean("=\"" + text + "\"")).isEqualTo("a\"".repeat(100_000));
    }

    @Test
    void halfOfALetterIsDamage() {
        clean("\uD83DПётр");
        assertThat(findings.all()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("CHARSET");
            assertThat(finding.refuses()).isTrue();
        });
    }

    @Test
    void aWholeLetterOutsideOfTheFirstPlaneIsNone() {
        assertThat(clean("\uD83D\uDE42")).isEqualTo("\uD83D\uDE42");
        assertThat(findings.all()).isEmpty();
    }

    @Test
    void documentsAndWhatMustMatchWordByWordIsLeftAlone() throws Exception {
        JsonNode payload = JSON.readTree("{\"body\":{\"x\":\"a\u00A0b\"},\"list\":[\"a\",\"b\u00A0c\"],\"n\":1}");
        JsonNode clean = TextCleaning.clean(payload, Set.of("body"), findings);
        assertThat(clean).isEqualTo(JSON.readTree("{\"body\":{\"x\":\"a\u00A0b\"},\"list\":[\"a\",\"b c\"],\"n\":1}"));
        assertThat(findings.all()).extracting(Finding::path).containsExactly("$.list[1]");
    }

    @Property(tries = 300)
    void everyTextIsComposedOnceAndForAll(@ForAll String text) {
        String once = clean(text);
        assertThat(Normalizer.isNormalized(once, Normalizer.Form.NFC)).isTrue();
        assertThat(clean(once)).isEqualTo(once);
        assertThat(clean(Normalizer.normalize(text, Normalizer.Form.NFD)))
                .isEqualTo(clean(Normalizer.normalize(text, Normalizer.Form.NFC)));
    }
}
