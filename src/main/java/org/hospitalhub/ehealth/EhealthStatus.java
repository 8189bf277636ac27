package org.hospitalhub.ehealth;

import java.util.Arrays;

/** Where a contract request stands (eHealth contract §1.10), in the order of its way. */
enum EhealthStatus {
    NEW,
    IN_PROCESS,
    APPROVED,
    PENDING_NHS_SIGN,
    NHS_SIGNED,
    SIGNED,
    DECLINED,
    TERMINATED,
    /** A word that the specification does not know. */
    UNKNOWN;

    static EhealthStatus of(String word) {
        return Arrays.stream(values())
                .filter(status -> status.name().equals(word))
                .findFirst()
                .orElse(UNKNOWN);
    }

    static boolean isKnown(String word) {
        return of(word) != UNKNOWN;
    }

    /** Returns whether the service or somebody else said no. */
    boolean isNegative() {
        return this == DECLINED || this == TERMINATED;
    }

    /** Returns whether the request has come so far on the good way, or farther. */
    boolean hasReached(EhealthStatus goal) {
        return this == goal || (this != UNKNOWN && !isNegative() && !goal.isNegative() && compareTo(goal) >= 0);
    }
}
