package org.hospitalhub.rules;

/**
 * One broken rule of a payload.
 *
 * @param code upper-case name of the rule, stable for programs ({@code REQUIRED}, {@code SNILS_CHECK_DIGIT})
 * @param path JSON path of the field with the payload's own name ({@code $.patient.birthDate}), {@code $} for the whole
 * @param wording what is wrong and what to do, in words for a person; never the value of a patient's field
 * @param severity whether the order is refused for it or only carries it along
 */
public record Finding(String code, String path, Wording wording, Severity severity) {

    /** The severity of a finding for its order. */
    public enum Severity {
        /** The order is refused. */
        ERROR,
        /** The order continues; a person should look at it. */
        WARNING
    }

    /** Makes a finding whose message is not translated. */
    public Finding(String code, String path, String message, Severity severity) {
        this(code, path, Wording.verbatim(message), severity);
    }

    /** Makes a finding that refuses the order, in words that are not translated. */
    public static Finding error(String code, String path, String message) {
        return new Finding(code, path, message, Severity.ERROR);
    }

    /** Makes a finding that refuses the order. */
    public static Finding error(String code, String path, Wording wording) {
        return new Finding(code, path, wording, Severity.ERROR);
    }

    /** Makes a finding that lets the order go on, in words that are not translated. */
    public static Finding warning(String code, String path, String message) {
        return new Finding(code, path, message, Severity.WARNING);
    }

    /** Makes a finding that lets the order go on. */
    public static Finding warning(String code, String path, Wording wording) {
        return new Finding(code, path, wording, Severity.WARNING);
    }

    /** Returns what is wrong and what to do in English, or in the language in which a service wrote it. */
    public String message() {
        return wording.text();
    }

    /** Returns what is wrong and what to do in a reader's language. */
    public String message(Languages languages) {
        return wording.in(languages);
    }

    /** Returns whether this finding refuses the order. */
    public boolean refuses() {
        return severity == Severity.ERROR;
    }
}
