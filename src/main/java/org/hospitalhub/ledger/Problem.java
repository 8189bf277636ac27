package org.hospitalhub.ledger;

import java.util.List;
import org.hospitalhub.rules.Languages;
import org.hospitalhub.rules.Wording;

/**
 * Why a step did not succeed, in words for a person.
 *
 * @param code stable upper-case name ({@code UNSURE}, {@code NOT_AUTHORISED}, {@code SERVICE_UNAVAILABLE})
 * @param titleWording one short sentence
 * @param detailWording what happened and what to do; never personal data or secrets
 */
public record Problem(String code, Wording titleWording, Wording detailWording) {

    /** Code of the problem that it is not known whether a request arrived. */
    public static final String UNSURE = "UNSURE";

    /** Makes a problem whose words are not translated. */
    public Problem(String code, String title, String detail) {
        this(code, Wording.verbatim(title), Wording.verbatim(detail));
    }

    /**
     * Makes a problem with the sentences {@code <key>} and {@code <key>.detail} of the bundle.
     *
     * @param key the code, with a suffix where one code has several sentences
     * @param arguments of both sentences
     */
    public static Problem of(String code, String key, Object... arguments) {
        return new Problem(code, Wording.of(key, arguments), Wording.of(key + ".detail", arguments));
    }

    /** Returns the title in English, or in the language in which a service wrote it. */
    public String title() {
        return titleWording.text();
    }

    /** Returns the detail in English, or in the language in which a service wrote it. */
    public String detail() {
        return detailWording.text();
    }

    /** Returns code and title. */
    public Wording codeAndTitle() {
        return Wording.joined(": ", List.of(Wording.verbatim(code), titleWording));
    }

    /** Returns title and detail as one text in a reader's language. */
    public String sentence(Languages languages) {
        return titleWording.in(languages).replaceFirst("\\.$", "") + ". " + detailWording.in(languages);
    }
}
