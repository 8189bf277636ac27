package org.hospitalhub.operations.screens;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.EncodedResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;

/** The texts of the screens have the plural forms, numbers and dates of each language. */
class ScreenMessagesTest {

    private static final Pattern ARGUMENT = Pattern.compile("\\{(\\d)[,}]");

    private final ScreenMessages messages = new ScreenMessages();

    @AfterEach
    void forgetTheLanguage() {
        LocaleContextHolder.resetLocaleContext();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en | 1 | 1 order",
                "en | 12345 | 12,345 orders",
                "ru | 1 | 1 заказ",
                "ru | 3 | 3 заказа",
                "ru | 5 | 5 заказов",
                "ru | 21 | 21 заказ",
                "uk | 2 | 2 замовлення",
                "uk | 11 | 11 замовлень",
                "bg | 1 | 1 поръчка",
                "bg | 2 | 2 поръчки",
            })
    void aCountHasThePluralFormOfItsLanguage(String language, int count, String text) {
        assertThat(messages.getMessage("found", new Object[] {count}, Locale.forLanguageTag(language)))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en | 2.04 requests per completed order",
                "ru | 2,04 запроса на завершённый заказ",
                "bg | 2,04 заявки на завършена поръчка",
            })
    void aDecimalNumberHasTheSeparatorOfItsLanguage(String language, String text) {
        assertThat(messages.getMessage("requestsPerOrder", new Object[] {2.04}, Locale.forLanguageTag(language)))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en | 2026-11-21 09:30:05",
                "ru | 21.11.2026, 09:30:05",
                "uk | 21.11.2026, 09:30:05",
                "bg | 21.11.2026 г., 9:30:05",
            })
    void aMomentIsWrittenAsTheLanguageDoes(String language, String text) {
        Instant moment = ZonedDateTime.of(2026, 11, 21, 9, 30, 5, 0, ZoneId.systemDefault())
                .toInstant();
        LocaleContextHolder.setLocale(Locale.forLanguageTag(language));
        assertThat(new TimeFormatter(Instant::now).at(moment).replaceAll("\\h", " "))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ru", "uk", "bg"})
    void everyTextHasTheKeysAndArgumentsOfTheEnglishOne(String language) throws Exception {
        Properties english = texts("");
        Properties translated = texts("_" + language);
        assertThat(new TreeSet<>(translated.keySet())).isEqualTo(new TreeSet<>(english.keySet()));
        for (String key : english.stringPropertyNames()) {
            assertThat(arguments(translated.getProperty(key)))
                    .as("arguments of %s in %s", key, language)
                    .isSubsetOf(arguments(english.getProperty(key)));
        }
    }

    @Test
    void everyTextOfAScreenCanBeFormattedWithNumbers() throws Exception {
        for (String language : List.of("en", "ru", "uk", "bg")) {
            for (String key : texts("").stringPropertyNames()) {
                if (!key.startsWith("said.")) {
                    assertThat(messages.getMessage(key, new Object[] {3, 5, 7}, Locale.forLanguageTag(language)))
                            .as(key + " in " + language)
                            .doesNotContain("{", "}", "#");
                }
            }
        }
    }

    private static List<String> arguments(String text) {
        Matcher argument = ARGUMENT.matcher(text);
        return Stream.iterate(argument.find(), found -> found, found -> argument.find())
                .map(found -> argument.group(1))
                .distinct()
                .sorted()
                .toList();
    }

    private static Properties texts(String suffix) throws Exception {
        return PropertiesLoaderUtils.loadProperties(
                new EncodedResource(new ClassPathResource("messages/screens" + suffix + ".properties"), "UTF-8"));
    }
}
