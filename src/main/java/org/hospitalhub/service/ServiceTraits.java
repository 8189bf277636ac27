package org.hospitalhub.service;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Further properties of a service that operating it needs.
 *
 * @param orderIdentities whether orders name the identity that they are sent or signed with
 * @param timeStamps prefix of the settings of its time-stamp authority, null when it has none
 * @param openSettings names of settings of which the hospital chooses a part: {@code *} stands for one part, {@code **} for all
 *     that follow
 */
public record ServiceTraits(
        OrderIdentities orderIdentities, @Nullable String timeStamps, List<String> openSettings) {

    /** No further properties. */
    public static final ServiceTraits NONE = new ServiceTraits(OrderIdentities.NEVER, null, List.of());

    /** The orders that name an identity. */
    public enum OrderIdentities {
        /** All orders use the same identity, or none. */
        NEVER,
        /** An order may name an identity instead of the service's own. */
        SOME,
        /** Every order names its identity. */
        ALL
    }
}
