package org.hospitalhub.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DamagedTextTest {

    private static final Pattern WORD = Pattern.compile("[\\p{IsCyrillic}’'-]{2,}");

    /** Frequent names and some with rare letters; first names and surnames of nobody in particular. */
    private static final String NAMES = """
            Смирнов Иванов Кузнецов Соколов Попов Лебедев Козлов Новиков Морозов Петров Волков Соловьёв Васильев Зайцев Павлов \
            Семёнов Голубев Виноградов Богданов Воробьёв Фёдоров Михайлов Беляев Тарасов Белов Комаров Орлов Киселёв Макаров \
            Андреев Ковалёв Ильин Гусев Титов Кузьмин Кудрявцев Баранов Куликов Алексеев Степанов Яковлев Сорокин Сергеев Щукин \
            Цой Пак Ким Жук Юдин Юшков Яшин Эйхенбаум Фукс Шац Цхай Чжан Хачатурян Джугашвили Эюбов Ыбрагимов Гюльнара Дмитрий \
            Шевченко Бондаренко Коваленко Бойко Ткаченко Кравченко Ковальчук Олійник Шевчук Поліщук Яценюк Цюцюра Їжак Єрмак \
            Ґалаґан Дзюба Щур Хміль Чуйко Жайворонок Вдовиченко Заєць Кожум'яка Лук’яненко Мельник Лисенко Гаврилюк Темрюк \
            Иванова Димитров Георгиев Петров Николов Христов Стоянов Тодоров Илиев Ангелов Василев Колев Янев Ъглов Щерев Чочо \
            Бойчо Пенчо Дечо Нелчо Хвойне Жечо Цачо Ценов Юруков Гюров Хъбът Кънчев Гълъбов Мъглов Съботинова Търновалиева \
            Анна Мария Ольга Юлия Эмма Яна Фёкла Любовь Ярослава Ірина Ганна Оксана Любомир Цветанка Йорданка Еню Оо Эжен ООО""";

    private static List<String> words() throws IOException {
        Stream<String> words = Arrays.stream(NAMES.split("\\s+"));
        for (String language : List.of("ru", "uk", "bg")) {
            String text = Files.readString(Path.of("src/main/resources/messages/findings_" + language + ".properties"));
            words = Stream.concat(words, WORD.matcher(text).results().map(MatchResult::group));
        }
        return words.distinct().toList();
    }

    private static Stream<String> spellings(String word) {
        return Stream.of(
                word,
                word.toUpperCase(Locale.ROOT),
                word.toLowerCase(Locale.ROOT),
                "«" + word + "»",
                "“" + word + "”",
                "№ 5, " + word,
                word + " – " + word,
                word + "®",
                "© " + word + ", 36,6°");
    }

    @Test
    void namesAndWordsAreTakenAsTheyAre() throws IOException {
        assertThat(words().stream().flatMap(DamagedTextTest::spellings))
                .hasSizeGreaterThan(10_000)
                .allMatch(text -> DamagedText.of(text).isEmpty() && !DamagedText.hasEntities(text));
    }

    @ParameterizedTest
    @CsvSource({
        "windows-1251,KOI8-R",
        "KOI8-R,windows-1251",
        "windows-1251,IBM866",
        "IBM866,windows-1251",
        "KOI8-R,IBM866",
        "IBM866,KOI8-R",
        "UTF-8,KOI8-R",
        "UTF-8,IBM866"
    })
    void aNameInOneEncodingThatWasReadInAnotherIsRecognised(String written, String read) {
        assertThat(Stream.of("Смирнов", "Кузнецова", "ФЕДОРОВ", "Бондаренко", "Христова", "СЕРГЕЕВИЧ", "Александра"))
                .allSatisfy(name -> {
                    String damaged = new String(name.getBytes(Charset.forName(written)), Charset.forName(read));
                    assertThat(DamagedText.of(damaged)).isPresent();
                });
    }

    @Test
    void theEncodingsAreNamed() {
        assertThat(DamagedText.of("йСГМЕЖНБЮ").map(Wording::text))
                .hasValue("The letters look like windows-1251 that was read as KOI8-R; correct the export.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"&#1048;ванов", "&#x418;ванов", "&#X0418;", "О&amp;#1091;", "&#1169;"})
    void lettersAsHtmlEntitiesAreRecognised(String name) {
        assertThat(DamagedText.of(name).map(Wording::key)).hasValue("CHARSET.entities");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\\u0418\\u0432анов", "%D0%98%D0%B2%D0%B0%D0%BD", "=D0=98=D0=B2=D0=B0=D0=BD", "ООО %d0%98%d0%b2"
            })
    void lettersAsCodesAreRecognised(String name) {
        assertThat(DamagedText.of(name).map(Wording::key)).hasValue("CHARSET.escaped");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://b.bg/%D0%98%D0%B2", "/a?b=%D0%98%D0%B2", "100 %D0", "C:\\users\\a", "\\u0041", "E=D0=9"
            })
    void addressesAndOtherSignsAreNoLetters(String text) {
        assertThat(DamagedText.of(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ï»¿Иванов", "п»їИванов", "Иванов п»ї"})
    void aByteOrderMarkThatWasReadAsLettersIsRecognised(String name) {
        assertThat(DamagedText.of(name).map(Wording::key)).hasValue("CHARSET.misread");
    }

    @ParameterizedTest
    @CsvSource({
        "О&#39;Коннор,true",
        "ООО &quot;Мир&quot;,true",
        "A &amp;amp; B,true",
        "A & B,false",
        "<p>A &amp; B</p>,false",
        "a?b=1&c=2;d,false",
        "&#1048 и 5,false",
    })
    void signsAsHtmlEntitiesAreRecognisedOutsideOfTags(String text, boolean recognised) {
        assertThat(DamagedText.hasEntities(text)).isEqualTo(recognised);
    }
}
