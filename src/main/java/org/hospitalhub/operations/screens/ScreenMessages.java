package org.hospitalhub.operations.screens;

import com.ibm.icu.text.MessageFormat;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.context.support.ResourceBundleMessageSource;

/**
 * The texts of the screens in the reader's language. Arguments are formatted by ICU4J, so that a text can have plural forms
 * ({@code {0, plural, one{# заказ} few{# заказа} many{# заказов} other{# заказа}}}) and numbers have the separators of the language.
 */
final class ScreenMessages extends ResourceBundleMessageSource {

    ScreenMessages() {
        setBasename("messages/screens");
        setDefaultEncoding(StandardCharsets.UTF_8.name());
        setFallbackToSystemLocale(false);
    }

    @Override
    protected @Nullable String getMessageInternal(
            @Nullable String code, Object @Nullable [] arguments, @Nullable Locale locale) {
        Locale language = locale == null ? Locale.ENGLISH : locale;
        String pattern = code == null ? null : resolveCodeWithoutArguments(code, language);
        if (pattern == null || arguments == null || arguments.length == 0) {
            return pattern;
        }
        return new MessageFormat(pattern, language).format(resolveArguments(arguments, language));
    }
}
