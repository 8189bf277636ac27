package org.hospitalhub.rules;

/**
 * One broken rule of a payload.
 *
 * @param code upper-case name of the rule, stable for programs ({@code REQUIRED}, {@code SNILS_CHECK_DIGIT})
 * @param path JSON path of the field with the payload's own name ({@code $.patient.birthDate}), {@code $} for the whole
 * @param message what is wrong and what to do, in words for a person; never the value of a patient's field
 * @param severity whether the order is refused for it or only carries it along
 */
public record Finding(String code, String path, String message, Severity severity) {

    /** What a finding means for its order. */
    public enum Severity {
        /** The order is refused. */
        ERROR,
        /** The order goes on; a person should look. */
        WARNING
    }

    /** Makes a finding that refuses the order. */
    public static Finding error(String code, String path, String message) {
        return new Finding(code, path, message, Severity.ERROR);
    }

    /** Makes a finding that lets the order go on. */
    public static Finding warning(String code, String path, String message) {
        return new Finding(code, path, message, Severity.WARNING);
    }

    /** Returns whether this finding refuses the order. */
    public boolean refuses() {
        return severity == Severity.ERROR;
    }
}
