package org.hospitalhub.pacing;

import java.time.Instant;

/** The answer to "may one request leave now?". */
public sealed interface Permit {

    /** It may. */
    record Granted() implements Permit {}

    /**
     * It may not.
     *
     * @param until when to ask again
     * @param why what holds it back, in words
     */
    record Held(Instant until, String why) implements Permit {}
}
