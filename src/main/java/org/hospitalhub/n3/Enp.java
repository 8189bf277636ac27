package org.hospitalhub.n3;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The policy number of compulsory health insurance (единый номер полиса): sixteen digits.
 *
 * <p>Source: order of ФОМС, annex Г.2: check digit by Mod10 of ISO/HL7 27931:2009, which is Luhn's over the first fifteen.
 * What positions 3 to 10 say of birth date and sex is not reliable (older layouts exist): only good for a remark.
 */
final class Enp {

    private static final Pattern DIGITS = Pattern.compile("[0-9]{16}");

    /** What positions 3 to 10 seem to say. */
    record Decoded(LocalDate birthDate, boolean male) {}

    private Enp() {}

    /** Tells whether these are sixteen digits with the right check digit. */
    static boolean valid(String enp) {
        return DIGITS.matcher(enp).matches() && enp.charAt(15) - '0' == checkDigit(enp.substring(0, 15));
    }

    /** Computes the check digit of fifteen digits. */
    static int checkDigit(String body) {
        int sum = 0;
        for (int fromRight = 0; fromRight < body.length(); fromRight++) {
            int digit = body.charAt(body.length() - 1 - fromRight) - '0';
            int counted = fromRight % 2 == 0 ? digit * 2 : digit;
            sum += counted / 10 + counted % 10;
        }
        return (10 - sum % 10) % 10;
    }

    /**
     * Decodes birth date and sex: nines' complement; month plus an offset by the year's range, the year backwards, the
     * day plus 50 for men. Empty when the number does not follow this layout.
     */
    static Optional<Decoded> decode(String enp) {
        if (!DIGITS.matcher(enp).matches()) {
            return Optional.empty();
        }
        StringBuilder complement = new StringBuilder();
        enp.substring(2, 10).chars().forEach(digit -> complement.append((char) ('9' - digit + '0')));
        int year = Integer.parseInt(
                new StringBuilder(complement.substring(2, 6)).reverse().toString());
        int month = Integer.parseInt(complement.substring(0, 2)) - monthOffset(year);
        int day = Integer.parseInt(complement.substring(6, 8));
        boolean male = day > 50;
        try {
            return Optional.of(new Decoded(LocalDate.of(year, month, male ? day - 50 : day), male));
        } catch (DateTimeException anotherLayout) {
            return Optional.empty();
        }
    }

    private static int monthOffset(int year) {
        return year >= 2001 ? 0 : year >= 1951 ? 40 : 20;
    }
}
