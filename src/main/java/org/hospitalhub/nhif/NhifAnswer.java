package org.hospitalhub.nhif;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What came back, read whole.
 *
 * @param status HTTP status
 * @param contentType header as it came, empty when it did not
 * @param retryAfter how long the service asked to wait, null if it did not say
 * @param certificateSent whether the TLS session of this answer carried a certificate of ours
 */
record NhifAnswer(
        int status,
        String contentType,
        byte[] body,
        @Nullable Duration retryAfter,
        boolean certificateSent) {

    boolean good() {
        return status >= 200 && status < 300;
    }

    /** Names the status only: the body carries people. */
    @Override
    public String toString() {
        return "NHIF answered " + status;
    }
}
