package org.hospitalhub.calls;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.utils.DateUtils;
import org.jspecify.annotations.Nullable;

/**
 * A complete HTTP response of a service.
 *
 * @param status HTTP status
 * @param headers values by lower-case name, in the order of arrival
 * @param body bytes, empty for none
 * @param certificateSent whether the hub's client certificate was sent in the TLS session
 */
public record Answer(int status, Map<String, List<String>> headers, byte[] body, boolean certificateSent) {

    /** Copies the headers under their lower-case names. */
    public Answer {
        headers = headers.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        header -> header.getKey().toLowerCase(Locale.ROOT),
                        header -> List.copyOf(header.getValue()),
                        (one, other) -> {
                            List<String> both = new java.util.ArrayList<>(one);
                            both.addAll(other);
                            return List.copyOf(both);
                        }));
    }

    /** Returns the first value of a header, null when there is none; the case of its name is ignored. */
    public @Nullable String header(String name) {
        List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
        return values.isEmpty() ? null : values.get(0);
    }

    /** Returns the header Content-Type unchanged, empty when there is none. */
    public String contentType() {
        String type = header("content-type");
        return type == null ? "" : type;
    }

    /** Returns how long the service asks to wait, null when it does not say; see {@link RetryAfter#read}. */
    public @Nullable Duration retryAfter(Instant now) {
        return pause(at -> RetryAfter.read(header("retry-after"), at), now);
    }

    /**
     * Returns a pause that may end at a time by the service's clock, which may be wrong: its header Date (RFC 9110 §6.6.1) shows
     * that clock, and is used when the pause is likely with it.
     *
     * @param read returns the pause for a time of the answer
     */
    public @Nullable Duration pause(Function<Instant, @Nullable Duration> read, Instant now) {
        String date = header("date");
        Instant sent = date == null ? null : DateUtils.parseStandardDate(date);
        Duration pause = sent == null ? null : read.apply(sent);
        return pause == null || pause.isZero() || RetryAfter.tooLong(pause) ? read.apply(now) : pause;
    }

    /** Returns whether the status is 2xx. */
    public boolean success() {
        return status >= 200 && status < 300;
    }

    /** Hides headers and body. */
    @Override
    public String toString() {
        return "HTTP " + status + ", " + body.length + " bytes";
    }
}
