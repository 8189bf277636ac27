package org.hospitalhub.nhif;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import org.hospitalhub.rules.bg.Egn;
import org.hospitalhub.rules.bg.Eik;
import org.hospitalhub.rules.bg.Lnch;
import org.hospitalhub.rules.bg.Rcz;
import org.hospitalhub.rules.bg.Uin;

/** What a parameter of a catalogue entry must be (NHIF contract B6). */
public enum ParameterKind {
    /** Any text. */
    TEXT("a text"),
    /** A day as {@code 2026-11-21} that exists. */
    DATE("a day that exists, written 2026-11-21"),
    /** Number of a citizen. */
    EGN("an EGN of ten digits with a right check digit"),
    /** Number of a foreigner. */
    LNCH("an LNCh of ten digits with a right check digit"),
    /** Number of an organisation. */
    EIK("an EIK of 9 or 13 digits with right check digits"),
    /** Number of a doctor. */
    UIN("a UIN of nine or ten digits that begins with a region from 01 to 28"),
    /** Number of a facility. */
    RCZ("an RCZ number of ten digits that begins with a region");

    private final String description;

    ParameterKind(String description) {
        this.description = description;
    }

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

    String description() {
        return description;
    }

    private static boolean isDate(String text) {
        try {
            return text.length() == 10 && LocalDate.parse(text).toString().equals(text);
        } catch (DateTimeParseException noSuchDay) {
            return false;
        }
    }
}
