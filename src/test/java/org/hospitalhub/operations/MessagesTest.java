package org.hospitalhub.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.EncodedResource;

/** The screens say the same in every language. */
class MessagesTest {

    @ParameterizedTest
    @ValueSource(strings = {"_bg", "_ru", "_uk"})
    void noTextWasForgottenInEnglish(String language) throws IOException {
        Properties texts = texts(language);
        assertThat(texts.stringPropertyNames())
                .allSatisfy(key -> assertThat(texts.getProperty(key)).as(key).containsPattern("\\p{IsCyrillic}"));
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
