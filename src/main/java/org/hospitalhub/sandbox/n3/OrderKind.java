package org.hospitalhub.sandbox.n3;

import java.util.Arrays;
import java.util.Optional;

/** The three orders of the service (N3 description §2, §3, §4). */
enum OrderKind {
    SNILS("snils", 100),
    SNILS_VALIDATE("snils-validate", 100),
    UNITED_POLICY_NUMBER("united-policy-number", 40);

    final String path;
    final int longestName;

    OrderKind(String path, int longestName) {
        this.path = path;
        this.longestName = longestName;
    }

    static Optional<OrderKind> of(String path) {
        return Arrays.stream(values()).filter(kind -> kind.path.equals(path)).findFirst();
    }
}
