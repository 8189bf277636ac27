package org.hospitalhub.sandbox.n3;

import java.util.Map;
import java.util.Optional;

/**
 * A misbehaviour that a person's names cause: the family name selects it, its second half «Опросов» moves it to the polls, and
 * the first name says how often.
 *
 * @param times number of affected requests of an order (for POST: with the same content); later ones are answered normally
 */
record MischiefTrigger(N3Mischief mischief, N3Mischief.On on, int times) {

    private static final Map<String, Integer> TIMES = Map.of("ОДНАЖДЫ", 1, "ДВАЖДЫ", 2, "ТРИЖДЫ", 3);
    private static final String ON_QUESTIONS = "-ОПРОСОВ";

    static Optional<MischiefTrigger> of(Person person) {
        String family = person.familyName();
        int dash = family.lastIndexOf(ON_QUESTIONS);
        boolean moved = dash > 0;
        String name = moved ? family.substring(0, dash) : family;
        int times = TIMES.getOrDefault(person.firstName(), Integer.MAX_VALUE);
        return N3Mischief.calledBy(name).map(mischief -> new MischiefTrigger(mischief, place(mischief, moved), times));
    }

    private static N3Mischief.On place(N3Mischief mischief, boolean moved) {
        if (mischief.on != N3Mischief.On.ANY) {
            return mischief.on;
        }
        return moved || atQuestions(mischief) ? N3Mischief.On.GET : N3Mischief.On.POST;
    }

    /** Returns whether the misbehaviour applies to polls by default: changed contents are more useful in the status answer. */
    private static boolean atQuestions(N3Mischief mischief) {
        return switch (mischief) {
            case EMPTY_BODY, GARBAGE, HUGE, DRIP, GZIP_LABEL, BOM -> true;
            default -> false;
        };
    }
}
