package org.hospitalhub.rules.bg;

/** EIK (formerly BULSTAT), the number of an organisation: nine digits, or thirteen for a branch (NHIF contract B6). */
public final class Eik {

    private static final int[] FIRST = {1, 2, 3, 4, 5, 6, 7, 8};
    private static final int[] SECOND = {3, 4, 5, 6, 7, 8, 9, 10};
    private static final int[] BRANCH_FIRST = {2, 7, 3, 5};
    private static final int[] BRANCH_SECOND = {4, 9, 5, 7};

    private Eik() {}

    /** Returns whether the text is an EIK of nine or thirteen digits with right check digits. */
    public static boolean isValid(String text) {
        if (Digits.only(text, 9)) {
            return check(text, 0, FIRST, SECOND) == Digits.at(text, 8);
        }
        return Digits.only(text, 13)
                && isValid(text.substring(0, 9))
                && check(text, 8, BRANCH_FIRST, BRANCH_SECOND) == Digits.at(text, 12);
    }

    private static int check(String text, int from, int[] first, int[] second) {
        int remainder = Digits.weighted(text, from, first) % 11;
        return remainder < 10 ? remainder : Digits.weighted(text, from, second) % 11 % 10;
    }
}
