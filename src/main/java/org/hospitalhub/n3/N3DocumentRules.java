package org.hospitalhub.n3;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hospitalhub.rules.Field;
import org.hospitalhub.rules.Findings;
import org.hospitalhub.rules.Rule;
import org.jspecify.annotations.Nullable;

/**
 * What usually stands in the seven documents (docs/contracts/n3.md A7). All of it is only a warning: real documents, and N3's own
 * samples, do not always follow it.
 */
final class N3DocumentRules {

    static final List<String> TYPES = List.of("1", "6", "7", "9", "11", "20", "42");

    private static final String ROMAN = "(?=[IVXLC])C{0,3}(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})-[А-ЯЁ]{2}";
    private static final String ROMAN_WORDS = "a Roman number in Latin letters, a hyphen and two Cyrillic capitals";
    private static final Map<String, Shape> SHAPES = Map.of(
            "1", Shape.of("[0-9]{4}", "four digits", "[0-9]{6}", "six digits"),
            "6", Shape.of(ROMAN, ROMAN_WORDS, "[0-9]{6}", "six digits"),
            "7", Shape.of(null, "", "[0-9]{6,7}", "six or seven digits"),
            "9", Shape.of("[А-ЯЁ]{2}", "two Cyrillic capitals", "[0-9]{6,7}", "six or seven digits"),
            "20", Shape.of(ROMAN, ROMAN_WORDS, "[0-9]{6}", "six digits"),
            "42", Shape.of("[0-9]{2}", "two digits", "[0-9]{7}", "seven digits"));

    private static final int PASSPORT_AGE = 14;
    private static final int LAST_SOVIET_YEAR = 1985;

    /** How series and number of a document are usually written; a null series is not looked at. */
    private record Shape(@Nullable Pattern series, String seriesWords, Pattern number, String numberWords) {
        static Shape of(@Nullable String series, String seriesWords, String number, String numberWords) {
            return new Shape(
                    series == null ? null : Pattern.compile(series), seriesWords, Pattern.compile(number), numberWords);
        }
    }

    private N3DocumentRules() {}

    static List<Rule<N3Draft>> rules() {
        return List.of(
                new Rule<>("usual series", "docs/contracts/n3.md A7", N3DocumentRules::series),
                new Rule<>("usual number", "docs/contracts/n3.md A7", N3DocumentRules::number),
                new Rule<>("document fits the age", "docs/contracts/n3.md A7", N3DocumentRules::age));
    }

    private static Optional<Shape> shape(N3Draft draft) {
        return Optional.ofNullable(SHAPES.get(draft.field(N3Field.DOCUMENT_TYPE).orEmpty()));
    }

    private static void series(N3Draft draft, Findings findings) {
        Field field = draft.field(N3Field.SERIES);
        shape(draft).ifPresent(shape -> {
            Pattern usual = shape.series();
            if (usual != null && !usual.matcher(field.orEmpty()).matches()) {
                findings.warning(
                        "SERIES_SHAPE",
                        field.path(),
                        "The series of this document is usually " + shape.seriesWords() + ": compare it.");
            }
        });
    }

    private static void number(N3Draft draft, Findings findings) {
        Field field = draft.field(N3Field.NUMBER);
        shape(draft)
                .filter(shape -> field.present()
                        && !shape.number().matcher(field.orEmpty()).matches())
                .ifPresent(shape -> findings.warning(
                        "NUMBER_SHAPE",
                        field.path(),
                        "The number of this document is usually " + shape.numberWords() + ": compare it."));
    }

    private static void age(N3Draft draft, Findings findings) {
        Field type = draft.field(N3Field.DOCUMENT_TYPE);
        draft.field(N3Field.BIRTH_DATE).date().ifPresent(birth -> {
            LocalDate issued = draft.field(N3Field.ISSUE_DATE).date().orElse(draft.today());
            switch (type.orEmpty()) {
                case "1" ->
                    warn(
                            years(birth, issued) < PASSPORT_AGE,
                            type,
                            "A passport is issued from 14 years on: check document and dates.",
                            findings);
                case "6" ->
                    warn(
                            years(birth, draft.today()) >= PASSPORT_AGE,
                            type,
                            "From 14 years on a patient usually has a passport: ask for it.",
                            findings);
                case "20" ->
                    warn(
                            birth.getYear() > LAST_SOVIET_YEAR,
                            type,
                            "Who was born after 1985 hardly has a passport of the USSR: check the document.",
                            findings);
                default -> {}
            }
        });
    }

    private static void warn(boolean odd, Field field, String message, Findings findings) {
        if (odd) {
            findings.warning("DOCUMENT_AGE", field.path(), message);
        }
    }

    private static long years(LocalDate from, LocalDate to) {
        return ChronoUnit.YEARS.between(from, to);
    }
}
