package org.hospitalhub.operations.screens;

import java.util.List;
import java.util.Locale;
import org.hospitalhub.rules.Languages;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.i18n.AcceptHeaderLocaleResolver;
import org.springframework.web.servlet.i18n.CookieLocaleResolver;
import org.springframework.web.servlet.i18n.LocaleChangeInterceptor;

/** The language of the screens: what {@code ?lang=} chose last, else what the browser prefers of those we have, else the hospital's. */
@Configuration
class ScreenLanguages implements WebMvcConfigurer {

    static final List<Locale> LANGUAGES = List.of(
            Locale.ENGLISH, Locale.forLanguageTag("ru"), Locale.forLanguageTag("uk"), Locale.forLanguageTag("bg"));

    @Bean
    LocaleResolver localeResolver(Languages hospital) {
        AcceptHeaderLocaleResolver preferred = new AcceptHeaderLocaleResolver();
        preferred.setSupportedLocales(LANGUAGES);
        preferred.setDefaultLocale(Locale.forLanguageTag(hospital.codes().get(0)));
        CookieLocaleResolver chosen = new CookieLocaleResolver("hub-lang");
        chosen.setDefaultLocaleFunction(preferred::resolveLocale);
        chosen.setCookieHttpOnly(true);
        chosen.setCookieSameSite("Lax");
        return chosen;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        LocaleChangeInterceptor change = new LocaleChangeInterceptor();
        change.setParamName("lang");
        change.setHttpMethods("GET");
        change.setIgnoreInvalidLocale(true);
        registry.addInterceptor(change);
    }
}
