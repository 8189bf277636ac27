package org.hospitalhub.rules.bg;

/** RCZ (RZI), the number of a medical facility: ten digits, region 01–28 or 31–58 first (NHIF contract B6). */
public final class Rcz {

    private Rcz() {}

    /** Returns whether the text has the shape of a RCZ number; no check digit is known. */
    public static boolean isValid(String text) {
        if (!Digits.only(text, 10)) {
            return false;
        }
        int region = Digits.pair(text, 0);
        return isRegion(region) || isRegion(region - 30);
    }

    static boolean isRegion(int number) {
        return number >= 1 && number <= 28;
    }
}
