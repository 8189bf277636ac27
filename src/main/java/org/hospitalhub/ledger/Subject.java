package org.hospitalhub.ledger;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The person, document or organisation that an order is about (FHIR: subject), in a form in which the same person or number is
 * the same text however it was typed. Patient data: the ledger keeps a keyed hash of it only, and it never shows itself.
 */
public final class Subject {

    private static final int SHORTEST_NUMBER = 4;

    private final String text;

    private Subject(String text) {
        this.text = text;
    }

    /**
     * Returns a person by family name and birth date. Case, spaces, hyphens, apostrophes and ё or е make no difference.
     *
     * @param birthDate as {@code 1980-02-03}
     * @return empty when one of the two is missing
     */
    public static Optional<Subject> person(@Nullable String familyName, @Nullable String birthDate) {
        String name = folded(familyName).replaceAll("[^\\p{L}]", "").replace('ё', 'е');
        String date = folded(birthDate).replaceAll("[^0-9]", "");
        return name.isEmpty() || date.isEmpty()
                ? Optional.empty()
                : Optional.of(new Subject("person " + name + " " + date));
    }

    /**
     * Returns a number of a person, a document or an organisation. Only its letters and digits count.
     *
     * @return empty when fewer than four of them are there
     */
    public static Optional<Subject> number(@Nullable String number) {
        String plain = folded(number).replaceAll("[^\\p{L}\\p{Nd}]", "");
        return plain.length() < SHORTEST_NUMBER ? Optional.empty() : Optional.of(new Subject("number " + plain));
    }

    private static String folded(@Nullable String text) {
        return text == null
                ? ""
                : Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    public String text() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Subject subject && subject.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Hides whom it is about. */
    @Override
    public String toString() {
        return "Subject[…]";
    }
}
