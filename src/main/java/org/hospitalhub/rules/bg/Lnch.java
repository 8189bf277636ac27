package org.hospitalhub.rules.bg;

/** LNCh, the number of a foreigner in Bulgaria: ten digits with a check digit (NHIF contract B6). */
public final class Lnch {

    private static final int[] WEIGHTS = {21, 19, 17, 13, 11, 9, 7, 3, 1};

    private Lnch() {}

    /** Returns whether the text is a LNCh with a right check digit. */
    public static boolean isValid(String text) {
        return Digits.only(text, 10) && Digits.weighted(text, 0, WEIGHTS) % 10 == Digits.at(text, 9);
    }
}
