package org.hospitalhub.rules.bg;

/** UIN (LPK), the number of a doctor: nine or ten digits that begin with the region 01–28 (NHIF contract B6). */
public final class Uin {

    private Uin() {}

    /** Returns whether the text has the shape of a UIN; no check digit is known. */
    public static boolean isValid(String text) {
        return (Digits.only(text, 10) || Digits.only(text, 9)) && Rcz.isRegion(Digits.pair(text, 0));
    }
}
