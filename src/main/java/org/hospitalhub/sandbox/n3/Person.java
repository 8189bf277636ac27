package org.hospitalhub.sandbox.n3;

import java.time.LocalDate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The person of an order in normalised form, from which answers are computed: upper case, Ё as Е, single spaces.
 *
 * @param patronymic empty when there is none
 * @param gender {@code 1} man, {@code 2} woman; empty for orders without it (policy number)
 */
public record Person(String familyName, String firstName, String patronymic, LocalDate birthDate, String gender) {

    public Person {
        familyName = normal(familyName);
        firstName = normal(firstName);
        patronymic = normal(patronymic);
    }

    static String normal(@Nullable String name) {
        return name == null
                ? ""
                : name.strip().replaceAll("\\s+", " ").toUpperCase(Locale.ROOT).replace('Ё', 'Е');
    }

    /** Returns the key from which the policy number is derived: everything but the gender. */
    String key() {
        return String.join("|", familyName, firstName, patronymic, birthDate.toString());
    }

    /** Returns a constant text, because even synthetic people stay out of logs. */
    @Override
    public String toString() {
        return "Person[…]";
    }
}
