package org.hospitalhub.pacing;

import java.time.Instant;

/** The decision whether a request may be sent now. */
public sealed interface Permit {

    /** The request may be sent. */
    record Granted() implements Permit {}

    /**
     * The request may not be sent yet.
     *
     * @param until when to ask again
     * @param why reason in words
     */
    record Held(Instant until, String why) implements Permit {}
}
