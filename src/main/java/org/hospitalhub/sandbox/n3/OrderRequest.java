package org.hospitalhub.sandbox.n3;

import org.jspecify.annotations.Nullable;

/**
 * An order request that passed the service's checks.
 *
 * @param snils the number to check, only for {@link OrderKind#SNILS_VALIDATE}
 * @param document type, series and number joined, empty where the order has none
 */
record OrderRequest(OrderKind kind, Person person, @Nullable String snils, String document) {

    /** Two orders with the same key ask the same of the same person. */
    String key() {
        return String.join("|", kind.path, person.key(), person.gender(), snils == null ? "" : snils, document);
    }

    @Override
    public String toString() {
        return "Question[" + kind.path + "]";
    }
}
