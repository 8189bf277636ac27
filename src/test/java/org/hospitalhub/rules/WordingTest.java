package org.hospitalhub.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sentences in the language of their reader. */
class WordingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "uk | uk,bg,en",
                "uk-UA,uk;q=0.9,en;q=0.8 | uk,en,bg",
                "en;q=0.5, ru | ru,en,bg",
                "de | de,bg,en",
                "de, *;q=0.1 | de,bg,en",
                "ru;q=0 | bg,en",
                "'' | bg,en",
                "no language; at all,,, | bg,en",
            })
    void theLanguagesOfTheClientComeBeforeThatOfTheHospital(String header, String codes) {
        assertThat(Languages.of("bg").asked(header).codes()).containsExactly(codes.split(","));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", "--", "ru,-", "-;q=1", ";;", "ru;q=x", "1"})
    void aHeaderThatIsNoListOfLanguagesIsIgnored(String header) {
        assertThat(Languages.of("bg").asked(header).codes()).startsWith("bg");
    }

    @Test
    void aLanguageThatTheHubLacksIsThatOfTheHospital() {
        Wording wording = Wording.of("REQUIRED");
        assertThat(wording.in(Languages.of("ru").asked("de, fr"))).isEqualTo("Это поле обязательно: заполните его.");
        assertThat(wording.in(Languages.ENGLISH.asked("de"))).isEqualTo("This field is required: fill it in.");
    }

    @Test
    void aSentenceInsideOfASentenceIsTranslatedToo() {
        Wording line = Wording.of("PLACE.column", 3, 7, Wording.of("NOT_JSON.breaks"));
        assertThat(line.text()).isEqualTo("Line 3, column 7: the JSON breaks here.");
        assertThat(line.in(Languages.of("uk"))).isEqualTo("Рядок 3, позиція 7: тут JSON порушено.");
    }

    @Test
    void theWordsOfAServiceAreNeverTranslated() {
        String own = "Пациент {0} не найден: it's so";
        assertThat(Wording.verbatim(own).in(Languages.of("bg"))).isEqualTo(own);
        assertThat(Wording.of("UNSURE.detail", own).in(Languages.of("bg"))).startsWith(own);
    }

    @Test
    void aDefinitionBringsLanguagesOfItsOwn() {
        Wording wording = Wording.byLanguage(Map.of("en", "Begin with x.", "de", "Mit x beginnen."));
        assertThat(wording.text()).isEqualTo("Begin with x.");
        assertThat(wording.in(Languages.of("de"))).isEqualTo("Mit x beginnen.");
        assertThat(wording.in(Languages.of("uk"))).isEqualTo("Begin with x.");
        assertThat(Wording.byLanguage(Map.of("ru", "Начните с x.")).in(Languages.of("bg")))
                .isEqualTo("Начните с x.");
    }

    @Test
    void numbersAreWrittenWithoutGrouping() {
        assertThat(Wording.of("TOO_LARGE.payload", 1048576).in(Languages.of("bg")))
                .contains("1048576");
    }

    @ParameterizedTest
    @CsvSource({"en", "ru", "uk", "bg", "' UK '", "''"})
    void theHospitalChoosesOneOfFourLanguages(String setting) {
        assertThat(Languages.ofHospital(setting).codes()).isSubsetOf(List.of("en", "ru", "uk", "bg"));
    }

    @ParameterizedTest
    @CsvSource({"de", "ua", "uk-UA", "english"})
    void anotherLanguageIsRefusedWithThoseThatThereAre(String setting) {
        assertThatThrownBy(() -> Languages.ofHospital(setting))
                .hasMessage("is no language of this hub: write en, ru, uk or bg");
    }

    @ParameterizedTest
    @CsvSource({
        "en,1,This field may have at most 1 character: shorten it.",
        "ru,1,В этом поле может быть не больше 1 знака: сократите его.",
        "ru,5,В этом поле может быть не больше 5 знаков: сократите его.",
        "uk,3,У цьому полі може бути щонайбільше 3 знаки: скоротіть його.",
        "uk,5,У цьому полі може бути щонайбільше 5 знаків: скоротіть його.",
        "bg,1,Това поле може да има най-много 1 знак: съкратете го."
    })
    void aNumberHasTheFormOfItsLanguage(String language, int limit, String sentence) {
        assertThat(Wording.of("TOO_LONG", limit).in(Languages.of(language))).isEqualTo(sentence);
    }
}
