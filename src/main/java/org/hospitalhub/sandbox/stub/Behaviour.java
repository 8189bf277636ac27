package org.hospitalhub.sandbox.stub;

import java.time.Duration;

/**
 * The behaviour of a stub apart from its examples; changed by {@code POST /sandbox/stub/<service>/behaviour}.
 *
 * @param enforceLimits whether a call over a limit is answered with 429 or only counted
 * @param enforcePause whether a poll that comes too early is answered with 429 or only counted
 * @param checkLogIn whether a wrong log-in is answered with 401
 * @param pending number of polls that get the first of several answers before the next one
 * @param pendingFor time after the submission in which polls get the first answer
 * @param tokenLifetime lifetime of an access token
 * @param hang how long {@code hang} keeps the connection
 * @param slow delay of {@code slow}
 */
record Behaviour(
        boolean enforceLimits,
        boolean enforcePause,
        boolean checkLogIn,
        int pending,
        Duration pendingFor,
        Duration tokenLifetime,
        Duration hang,
        Duration slow) {

    static final Behaviour USUAL = new Behaviour(
            true, false, true, 1, Duration.ZERO, Duration.ofMinutes(5), Duration.ofMinutes(10), Duration.ofSeconds(5));
}
