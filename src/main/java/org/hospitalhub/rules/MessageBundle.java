package org.hospitalhub.rules;

import java.math.BigDecimal;
import java.text.MessageFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.regex.Pattern;

/** The hub's own sentences about orders in four languages: {@code messages/findings*.properties}. */
final class MessageBundle {

    private static final String NAME = "messages.findings";
    private static final String PLURAL = ", plural,";
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}([.][0-9]{1,6})?");

    private MessageBundle() {}

    static boolean has(String key) {
        return bundle("en").containsKey(key);
    }

    static String format(String key, List<Wording> arguments, Languages languages) {
        String language = languages.codes().stream()
                .filter(Languages.SUPPORTED::contains)
                .findFirst()
                .orElse("en");
        ResourceBundle bundle = bundle(language);
        // A test finds a sentence that is missing; at run time its key says more than an exception.
        String pattern = bundle.containsKey(key)
                ? bundle.getString(key)
                : key.toLowerCase(Locale.ROOT).replace('_', ' ').replace("'", "''");
        Object[] values =
                arguments.stream().map(argument -> argument.in(languages)).toArray();
        return pattern.contains(PLURAL)
                ? new com.ibm.icu.text.MessageFormat(pattern, Locale.forLanguageTag(language)).format(numbers(values))
                : new MessageFormat(pattern, Locale.ROOT).format(values);
    }

    /** Plural forms need numbers; elsewhere a number stays as it was written. */
    private static Object[] numbers(Object[] values) {
        return Arrays.stream(values)
                .map(value -> NUMBER.matcher(value.toString()).matches() ? new BigDecimal(value.toString()) : value)
                .toArray();
    }

    private static ResourceBundle bundle(String language) {
        return ResourceBundle.getBundle(
                NAME,
                language.equals("en") ? Locale.ROOT : Locale.forLanguageTag(language),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }
}
