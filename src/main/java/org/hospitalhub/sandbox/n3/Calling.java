package org.hospitalhub.sandbox.n3;

import java.util.Map;
import java.util.Optional;

/**
 * What a person's names call: the family name says which mischief, the second half «Опросов» moves it to the questions,
 * the first name says how often.
 *
 * @param times how many requests of an order (of a question and kind, for POST) are struck; then all goes well
 */
record Calling(Mischief mischief, Mischief.On on, int times) {

    private static final Map<String, Integer> TIMES = Map.of("ОДНАЖДЫ", 1, "ДВАЖДЫ", 2, "ТРИЖДЫ", 3);
    private static final String ON_QUESTIONS = "-ОПРОСОВ";

    static Optional<Calling> of(Person person) {
        String family = person.familyName();
        int dash = family.lastIndexOf(ON_QUESTIONS);
        boolean moved = dash > 0;
        String name = moved ? family.substring(0, dash) : family;
        int times = TIMES.getOrDefault(person.firstName(), Integer.MAX_VALUE);
        return Mischief.calledBy(name).map(mischief -> new Calling(mischief, place(mischief, moved), times));
    }

    private static Mischief.On place(Mischief mischief, boolean moved) {
        if (mischief.on != Mischief.On.ANY) {
            return mischief.on;
        }
        return moved || atQuestions(mischief) ? Mischief.On.GET : Mischief.On.POST;
    }

    /** Spoilt contents are more telling in the status answer than in the order answer. */
    private static boolean atQuestions(Mischief mischief) {
        return switch (mischief) {
            case EMPTY_BODY, GARBAGE, HUGE, DRIP, GZIP_LABEL, BOM -> true;
            default -> false;
        };
    }
}
