package org.hospitalhub.service;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What else the hub must know of a service to look after it.
 *
 * @param orderIdentities whether orders name the identity that they are sent or signed with
 * @param timeStamps prefix of the settings of its time-stamp authority, null when it has none
 * @param openSettings names of settings of which a part is the hospital's to choose: {@code *} stands for one part,
 *     {@code **} for all that follows
 */
public record ServiceTraits(
        OrderIdentities orderIdentities, @Nullable String timeStamps, List<String> openSettings) {

    /** Nothing more. */
    public static final ServiceTraits NONE = new ServiceTraits(OrderIdentities.NEVER, null, List.of());

    /** Whether orders name an identity. */
    public enum OrderIdentities {
        /** All orders have the same one, or none. */
        NEVER,
        /** An order may name another one than the service's own. */
        SOME,
        /** Every order names its own. */
        ALL
    }
}
