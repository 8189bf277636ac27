package org.hospitalhub.rules.bg;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;

/** EGN, the number of a Bulgarian citizen: ten digits, birth date and check digit (NHIF contract B6). */
public final class Egn {

    private static final int[] WEIGHTS = {2, 4, 8, 5, 10, 9, 7, 3, 6};

    private Egn() {}

    /** Returns whether the text is an EGN with a birth date that exists and a right check digit. */
    public static boolean isValid(String text) {
        return Digits.only(text, 10)
                && birthDate(text).isPresent()
                && Digits.weighted(text, 0, WEIGHTS) % 11 % 10 == Digits.at(text, 9);
    }

    /**
     * Reads the birth date out of ten digits; empty when there was no such day.
     *
     * <p>The century stands in the month: +20 before 1900, +40 from 2000 on.
     */
    public static Optional<LocalDate> birthDate(String text) {
        if (!Digits.only(text, 10)) {
            return Optional.empty();
        }
        int month = Digits.pair(text, 2);
        int century = month > 40 ? 2000 : month > 20 ? 1800 : 1900;
        int monthOfYear = month > 40 ? month - 40 : month > 20 ? month - 20 : month;
        try {
            LocalDate date = LocalDate.of(century + Digits.pair(text, 0), monthOfYear, Digits.pair(text, 4));
            return skipped(date) ? Optional.empty() : Optional.of(date);
        } catch (DateTimeException noSuchDay) {
            return Optional.empty();
        }
    }

    /** Bulgaria took the Gregorian calendar in 1916: 31 March was followed by 14 April. */
    private static boolean skipped(LocalDate date) {
        return date.getYear() == 1916 && date.getMonthValue() == 4 && date.getDayOfMonth() < 14;
    }

    /** Hides all but the last two characters, for screens and logs. */
    public static String masked(String text) {
        int shown = Math.min(2, text.length() / 4);
        return "*".repeat(text.length() - shown) + text.substring(text.length() - shown);
    }
}
