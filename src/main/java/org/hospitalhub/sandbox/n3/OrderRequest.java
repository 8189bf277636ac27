package org.hospitalhub.sandbox.n3;

import org.jspecify.annotations.Nullable;

/**
 * A valid request for an order.
 *
 * @param snils the number to check, only for {@link OrderKind#SNILS_VALIDATE}
 * @param document type, series and number joined, empty where the order has none
 */
record OrderRequest(OrderKind kind, Person person, @Nullable String snils, String document) {

    /** Returns a key that is equal for two requests with the same content. */
    String key() {
        return String.join("|", kind.path, person.key(), person.gender(), snils == null ? "" : snils, document);
    }

    @Override
    public String toString() {
        return "Question[" + kind.path + "]";
    }
}
