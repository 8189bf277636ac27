package org.hospitalhub.n3;

import java.util.regex.Pattern;

/**
 * The number of an insured person's account: nine digits and a two-digit check number.
 *
 * <p>Source: ПФР, rules of the personal records, section 8 (consultant.ru, LAW_124607): weights 9 to 1, sum modulo 101,
 * the last two digits of the remainder; made only for numbers above 001-001-998.
 */
final class Snils {

    private static final Pattern PRINTED = Pattern.compile("([0-9]{3}[-.\\s]?){3}[0-9]{2}");
    private static final Pattern DIGITS = Pattern.compile("[0-9]{11}");
    private static final int LAST_UNVERIFIABLE = 1_001_998;

    /** What can be said of a number by itself. */
    enum Verdict {
        VALID,
        /** At most 001-001-998: such accounts exist and have no check number. */
        UNVERIFIABLE,
        WRONG_CHECK_NUMBER,
        ALL_ZEROS,
        NOT_ELEVEN_DIGITS
    }

    private Snils() {}

    /** Turns the printed form {@code 112-233-445 95} into eleven digits; anything else stays as it is. */
    static String plain(String snils) {
        return PRINTED.matcher(snils).matches() ? snils.replaceAll("[-.\\s]", "") : snils;
    }

    /** Judges eleven digits. */
    static Verdict judge(String snils) {
        if (!DIGITS.matcher(snils).matches()) {
            return Verdict.NOT_ELEVEN_DIGITS;
        }
        if (snils.equals("00000000000")) {
            return Verdict.ALL_ZEROS;
        }
        if (Integer.parseInt(snils.substring(0, 9)) <= LAST_UNVERIFIABLE) {
            return Verdict.UNVERIFIABLE;
        }
        int given = Integer.parseInt(snils.substring(9));
        return given == checkNumber(snils.substring(0, 9)) ? Verdict.VALID : Verdict.WRONG_CHECK_NUMBER;
    }

    /** Computes the check number of nine digits. */
    static int checkNumber(String nineDigits) {
        int sum = 0;
        for (int position = 0; position < 9; position++) {
            sum += (nineDigits.charAt(position) - '0') * (9 - position);
        }
        return sum % 101 % 100;
    }
}
