package org.hospitalhub.operations.screens;

import com.ibm.icu.text.DateTimePatternGenerator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.i18n.LocaleContextHolder;

/** Formats moments and durations for screens, in the time zone of the hub and the language of the reader. */
final class TimeFormatter {

    private static final DateTimeFormatter ENGLISH = formatter("yyyy-MM-dd HH:mm:ss", Locale.ENGLISH);

    private static final Map<String, DateTimeFormatter> FORMATTERS = ScreenLanguages.LANGUAGES.stream()
            .collect(Collectors.toMap(Locale::getLanguage, (Function<Locale, DateTimeFormatter>) TimeFormatter::of));

    private final InstantSource clock;

    TimeFormatter(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Returns a moment in the language of this request: {@code 2026-11-21 09:30:00} in English, which is read in many countries,
     * {@code 21.11.2026, 09:30:00} in Russian; empty for null.
     */
    public String at(@Nullable Instant moment) {
        String language = LocaleContextHolder.getLocale().getLanguage();
        return moment == null ? "" : FORMATTERS.getOrDefault(language, ENGLISH).format(moment);
    }

    /** Returns how long ago a moment was, {@code 2:03:10}; empty for null. */
    public String since(@Nullable Instant moment) {
        if (moment == null) {
            return "";
        }
        Duration span = Duration.between(moment, clock.instant()).abs();
        return "%d:%02d:%02d".formatted(span.toHours(), span.toMinutesPart(), span.toSecondsPart());
    }

    private static DateTimeFormatter of(Locale language) {
        return language.equals(Locale.ENGLISH)
                ? ENGLISH
                : formatter(DateTimePatternGenerator.getInstance(language).getBestPattern("yMMddHHmmss"), language);
    }

    private static DateTimeFormatter formatter(String pattern, Locale language) {
        return DateTimeFormatter.ofPattern(pattern, language).withZone(ZoneId.systemDefault());
    }
}
