package org.hospitalhub.nhif;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import org.hospitalhub.rules.bg.Egn;
import org.hospitalhub.rules.bg.Eik;
import org.hospitalhub.rules.bg.Lnch;
import org.hospitalhub.rules.bg.Rcz;
import org.hospitalhub.rules.bg.Uin;

/** The kinds of parameters of a catalogue entry (NHIF contract B6). */
public enum ParameterKind {
    /** Any text. */
    TEXT,
    /** A day as {@code 2026-11-21} that exists. */
    DATE,
    /** Number of a citizen. */
    EGN,
    /** Number of a foreigner. */
    LNCH,
    /** Number of an organisation. */
    EIK,
    /** Number of a doctor. */
    UIN,
    /** Number of a facility. */
    RCZ;

    boolean fits(String value) {
        return switch (this) {
            case TEXT -> true;
            case DATE -> isDate(value);
            case EGN -> Egn.isValid(value);
            case LNCH -> Lnch.isValid(value);
            case EIK -> Eik.isValid(value);
            case UIN -> Uin.isValid(value);
            case RCZ -> Rcz.isValid(value);
        };
    }

    private static boolean isDate(String text) {
        try {
            return text.length() == 10 && LocalDate.parse(text).toString().equals(text);
        } catch (DateTimeParseException noSuchDay) {
            return false;
        }
    }
}
