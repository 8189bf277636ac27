package org.hospitalhub.sandbox.stub;

import java.time.Duration;

/**
 * How a stub behaves beside its examples; changed by {@code POST /sandbox/stub/<service>/behaviour}.
 *
 * @param enforceLimits whether a call over a limit is answered with 429 or only counted
 * @param enforcePause the same for a question asked too early
 * @param checkLogIn whether a wrong log-in is answered with 401
 * @param pending how often a question is answered with the first of several answers before the next one comes
 * @param pendingFor how long after the submission it is so
 * @param tokenLifetime how long an access token is good for
 * @param hang how long {@code hang} keeps the connection
 * @param slow how late {@code slow} answers
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
