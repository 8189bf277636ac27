package org.hospitalhub.nhif;

import java.time.Duration;

/**
 * One call of the service, ready to be sent.
 *
 * @param identity name of the identity that signs in, empty for none
 * @param path raw path from {@code /api} on, percent-encoded
 * @param contentType of the body, empty without one
 * @param body the document; empty for a query
 * @param reusable whether its answer serves later questions, so that the service may be asked whether it has changed
 */
record NhifCall(
        String method,
        String path,
        String identity,
        String accept,
        String contentType,
        byte[] body,
        Duration timeOut,
        boolean reusable) {

    boolean isSubmission() {
        return method.equals("POST");
    }

    /** Names the method only: the path carries people. */
    @Override
    public String toString() {
        return method + " NHIF";
    }
}
