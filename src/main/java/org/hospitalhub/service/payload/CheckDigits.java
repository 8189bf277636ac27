package org.hospitalhub.service.payload;

import java.math.BigInteger;
import java.util.Locale;

/** Verifies the usual check digits of national numbers. Each method returns false for a text of another form. */
final class CheckDigits {

    private static final int[][] DIHEDRAL = {
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 2, 3, 4, 0, 6, 7, 8, 9, 5}, {2, 3, 4, 0, 1, 7, 8, 9, 5, 6},
        {3, 4, 0, 1, 2, 8, 9, 5, 6, 7}, {4, 0, 1, 2, 3, 9, 5, 6, 7, 8}, {5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
        {6, 5, 9, 8, 7, 1, 0, 4, 3, 2}, {7, 6, 5, 9, 8, 2, 1, 0, 4, 3}, {8, 7, 6, 5, 9, 3, 2, 1, 0, 4},
        {9, 8, 7, 6, 5, 4, 3, 2, 1, 0}
    };
    private static final int[] PERMUTATION = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};
    private static final int[][] DAMM = {
        {0, 3, 1, 7, 5, 9, 8, 6, 4, 2}, {7, 0, 9, 2, 1, 5, 4, 8, 6, 3}, {4, 2, 0, 6, 8, 7, 1, 3, 5, 9},
        {1, 7, 5, 0, 9, 8, 3, 4, 2, 6}, {6, 1, 2, 3, 0, 4, 5, 9, 7, 8}, {3, 6, 7, 4, 2, 0, 9, 5, 8, 1},
        {5, 8, 6, 9, 7, 2, 0, 1, 3, 4}, {8, 9, 4, 5, 3, 6, 2, 0, 1, 7}, {9, 4, 3, 8, 6, 1, 7, 2, 0, 5},
        {2, 5, 8, 1, 4, 3, 6, 7, 9, 0}
    };

    private CheckDigits() {}

    private static boolean digits(String text, int least, int most) {
        return text.length() >= least
                && text.length() <= most
                && text.chars().allMatch(one -> one >= '0' && one <= '9');
    }

    private static int at(String digits, int index) {
        return digits.charAt(index) - '0';
    }

    private static int sum(String digits, int... weights) {
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += at(digits, i) * weights[i];
        }
        return sum;
    }

    /** ISO/IEC 7812-1, annex B: bank cards, the Russian policy number. */
    static boolean luhn(String text) {
        if (!digits(text, 2, 40)) {
            return false;
        }
        int sum = 0;
        for (int fromRight = 0; fromRight < text.length(); fromRight++) {
            int digit = at(text, text.length() - 1 - fromRight) * (fromRight % 2 + 1);
            sum += digit / 10 + digit % 10;
        }
        return sum % 10 == 0;
    }

    /** ISO/IEC 7064 MOD 97-10: letters count 10 to 35, the whole modulo 97 is 1. */
    static boolean mod97(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        if (!upper.matches("[0-9A-Z]{3,60}")) {
            return false;
        }
        StringBuilder digits = new StringBuilder();
        upper.chars().forEach(one -> digits.append(Character.digit(one, 36)));
        return new BigInteger(digits.toString()).mod(BigInteger.valueOf(97)).intValue() == 1;
    }

    /** ISO 13616: MOD 97-10 with the first four characters at the end. */
    static boolean iban(String text) {
        return text.length() >= 15 && text.length() <= 34 && mod97(text.substring(4) + text.substring(0, 4));
    }

    /** ISO/IEC 7064 MOD 11,10: Croatian OIB, German tax number. */
    static boolean mod11And10(String text) {
        if (!digits(text, 2, 40)) {
            return false;
        }
        int product = 10;
        for (int i = 0; i < text.length() - 1; i++) {
            int sum = (at(text, i) + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }
        return (product + at(text, text.length() - 1)) % 10 == 1;
    }

    /** ISO/IEC 7064 MOD 11-2, the last may be X: ORCID, ISNI. */
    static boolean mod11And2(String text) {
        String plain = text.toUpperCase(Locale.ROOT);
        if (!plain.matches("[0-9]{1,40}[0-9X]")) {
            return false;
        }
        int total = 0;
        for (int i = 0; i < plain.length() - 1; i++) {
            total = (total + at(plain, i)) * 2 % 11;
        }
        int check = (12 - total) % 11;
        return plain.charAt(plain.length() - 1) == (check == 10 ? 'X' : (char) ('0' + check));
    }

    /** J. Verhoeff, Error Detecting Decimal Codes (1969). */
    static boolean verhoeff(String text) {
        if (!digits(text, 2, 40)) {
            return false;
        }
        int check = 0;
        for (int fromRight = 0; fromRight < text.length(); fromRight++) {
            int digit = at(text, text.length() - 1 - fromRight);
            for (int i = 0; i < fromRight % 8; i++) {
                digit = PERMUTATION[digit];
            }
            check = DIHEDRAL[check][digit];
        }
        return check == 0;
    }

    /** H. M. Damm, Total anti-symmetrische Quasigruppen (2004). */
    static boolean damm(String text) {
        return digits(text, 2, 40) && text.chars().reduce(0, (interim, one) -> DAMM[interim][one - '0']) == 0;
    }

    /** Russian insurance account number: weights 9 to 1, modulo 101, 100 counts as 0; numbers up to 001-001-998 have none. */
    static boolean snils(String text) {
        return digits(text, 11, 11)
                && !text.equals("00000000000")
                && (text.compareTo("00100199900") < 0
                        || sum(text, 9, 8, 7, 6, 5, 4, 3, 2, 1) % 101 % 100 == Integer.parseInt(text.substring(9)));
    }

    /** Russian taxpayer number of ten (organisation) or twelve digits (person). */
    static boolean inn(String text) {
        if (digits(text, 10, 10)) {
            return sum(text, 2, 4, 10, 3, 5, 9, 4, 6, 8) % 11 % 10 == at(text, 9);
        }
        return digits(text, 12, 12)
                && sum(text, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8) % 11 % 10 == at(text, 10)
                && sum(text, 3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8) % 11 % 10 == at(text, 11);
    }

    /** Polish personal number: weights 1, 3, 7, 9, the whole modulo 10 is 0. */
    static boolean pesel(String text) {
        return digits(text, 11, 11) && sum(text, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1) % 10 == 0;
    }

    /** Ukrainian taxpayer number of a person (РНОКПП): weights −1, 5, 7, 9, 4, 6, 10, 5, 7, modulo 11, modulo 10. */
    static boolean rnokpp(String text) {
        return digits(text, 10, 10) && Math.floorMod(sum(text, -1, 5, 7, 9, 4, 6, 10, 5, 7), 11) % 10 == at(text, 9);
    }

    /** Ukrainian number of an organisation (ЄДРПОУ): weights by the number's range, others when the remainder is 10. */
    static boolean edrpou(String text) {
        if (!digits(text, 8, 8)) {
            return false;
        }
        int number = Integer.parseInt(text);
        boolean middle = number >= 30_000_000 && number <= 60_000_000;
        int remainder = middle ? sum(text, 7, 1, 2, 3, 4, 5, 6) % 11 : sum(text, 1, 2, 3, 4, 5, 6, 7) % 11;
        if (remainder == 10) {
            remainder = middle ? sum(text, 9, 3, 4, 5, 6, 7, 8) % 11 : sum(text, 3, 4, 5, 6, 7, 8, 9) % 11;
        }
        return remainder % 10 == at(text, 7);
    }
}
