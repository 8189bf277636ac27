package org.hospitalhub.wiring;

import org.hospitalhub.rules.Languages;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Creates the bean for the hospital's languages, in which files, JMS messages and callbacks are written ({@code hub.language}). */
@Configuration
class LanguageConfiguration {

    @Bean
    Languages hospitalLanguages(@Value("${hub.language:en}") String code) {
        return Languages.ofHospital(code);
    }
}
