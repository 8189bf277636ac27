package org.hospitalhub.service.definition;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request limit of the service, shared by all nodes. Numbers and times are texts, since they may name settings ({@code
 * {settings.requests-per-minute}}).
 *
 * @param name name, {@code default} unless given
 * @param requests requests in one window; empty for a limit of calls in flight only; {@code 0} for none
 * @param window length of the window
 * @param margin extra time that a permit stays in use
 * @param urgentReserve permits that only urgent orders may take
 * @param leastShare permits that remain however often the service reports its limit
 * @param permitValid how old a permit may be when its request is sent; empty for any age
 * @param spacing shortest time between two polls, null for none
 * @param inFlight most calls in flight at once; empty for any number
 * @param counts names of the steps whose requests count; empty for every call
 */
public record Limit(
        String name,
        String requests,
        String window,
        String margin,
        String urgentReserve,
        String leastShare,
        String permitValid,
        @Nullable Spacing spacing,
        String inFlight,
        List<String> counts,
        Place place) {

    /**
     * Time between two polls.
     *
     * @param least shortest time
     * @param of {@code client} for any two polls, {@code order} for two polls of the same order
     */
    public record Spacing(String least, String of) {}
}
