package org.hospitalhub.ledger;

/**
 * Why a step did not succeed, in words for a person.
 *
 * @param code stable upper-case name ({@code UNSURE}, {@code NOT_AUTHORISED}, {@code SERVICE_UNAVAILABLE})
 * @param title one short sentence
 * @param detail what happened and what to do; never personal data or secrets
 */
public record Problem(String code, String title, String detail) {

    /** Code of the problem that it is not known whether a request arrived. */
    public static final String UNSURE = "UNSURE";
}
