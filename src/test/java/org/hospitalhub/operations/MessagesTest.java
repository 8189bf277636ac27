package org.hospitalhub.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.EncodedResource;

/** The screens say the same in every language. */
class MessagesTest {

    private static final Pattern ARGUMENT = Pattern.compile("\\{\\d}");

    @ParameterizedTest
    @ValueSource(strings = {"_bg", "_ru", "_uk"})
    void everyLanguageHasTheSameTextsWithTheSameArguments(String language) throws IOException {
        assertThat(arguments(language)).isEqualTo(arguments(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"_bg", "_ru", "_uk"})
    void noTextWasForgottenInEnglish(String language) throws IOException {
        Properties texts = texts(language);
        assertThat(texts.stringPropertyNames())
                .allSatisfy(key -> assertThat(texts.getProperty(key)).as(key).containsPattern("\\p{IsCyrillic}"));
    }

    private static Map<String, Set<String>> arguments(String language) throws IOException {
        Properties texts = texts(language);
        Map<String, Set<String>> arguments = new TreeMap<>();
        for (String key : texts.stringPropertyNames()) {
            arguments.put(
                    key,
                    ARGUMENT.matcher(texts.getProperty(key))
                            .results()
                            .map(MatchResult::group)
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
        return arguments;
    }

    private static Properties texts(String language) throws IOException {
        Properties texts = new Properties();
        ClassPathResource file = new ClassPathResource("messages/screens" + language + ".properties");
        try (Reader reader = new EncodedResource(file, StandardCharsets.UTF_8).getReader()) {
            texts.load(reader);
        }
        return texts;
    }
}
