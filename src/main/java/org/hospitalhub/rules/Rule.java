package org.hospitalhub.rules;

/**
 * One named rule about a subject.
 *
 * @param name short name for people and tests ({@code birth date exists})
 * @param source where it is written ({@code N3 description §2.1})
 * @param check adds a finding for everything it finds wrong; passes over what another rule is about (absent fields)
 */
public record Rule<T>(String name, String source, Check<? super T> check) {

    /** Looks at a subject. */
    @FunctionalInterface
    public interface Check<T> {
        /** Adds what is wrong; never throws for bad input. */
        void check(T subject, Findings findings);
    }
}
