package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.ledger.KeptAnswers;
import org.jspecify.annotations.Nullable;

/**
 * Asks doors with {@code etag} only for what has changed (RFC 9110 §13.1): a GET sends the tag and the date of the last answer from the
 * same address, and 304 stands for that answer.
 */
public final class ConditionalGets {

    private static final ObjectMapper JSON = new JsonMapper();
    /** Larger answers are asked for whole each time. */
    private static final int MOST_KEPT = 8_000_000;

    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;

    private final KeptAnswers kept;
    private final InstantSource clock;

    /** Prepares asking. */
    public ConditionalGets(KeptAnswers kept, InstantSource clock) {
        this.kept = kept;
        this.clock = clock;
    }

    /**
     * An answer as it is kept.
     *
     * @param headers by lower-case name
     */
    record Kept(Map<String, List<String>> headers, byte[] body) {

        /** Returns the headers that ask whether it has changed; none when its service gave nothing to ask with. */
        Map<String, String> conditions() {
            Map<String, String> conditions = new LinkedHashMap<>();
            Answer answer = new Answer(OK, headers, body, false);
            put(conditions, "If-None-Match", answer.header("etag"));
            put(conditions, "If-Modified-Since", answer.header("last-modified"));
            return conditions;
        }

        private static void put(Map<String, String> conditions, String name, @Nullable String value) {
            if (value != null && !value.isBlank()) {
                conditions.put(name, value.strip());
            }
        }

        /** Hides the answer. */
        @Override
        public String toString() {
            return "Kept[" + body.length + " bytes]";
        }
    }

    /** Finds the answer that a call should ask about. */
    Optional<Kept> find(String service, ServiceCall call) {
        if (!call.confirmable()) {
            return Optional.empty();
        }
        return kept.find(name(service, call)).map(bytes -> {
            try {
                return JSON.readValue(bytes, Kept.class);
            } catch (IOException otherVersion) {
                throw new UncheckedIOException("a kept answer cannot be read", otherVersion);
            }
        });
    }

    /**
     * Returns what an answer means: the kept one when nothing has changed. An answer that can be asked about is kept. A step whose own
     * table names 304 gets that.
     *
     * @param before the answer that was asked about, null when none was
     */
    Answer whole(StepProgram step, String service, ServiceCall call, Answer answer, @Nullable Kept before) {
        if (before != null && answer.status() == NOT_MODIFIED && !step.names("304")) {
            Map<String, List<String>> headers = new HashMap<>(before.headers());
            headers.putAll(answer.headers());
            return new Answer(OK, headers, before.body(), answer.certificateSent());
        }
        Kept latest = new Kept(answer.headers(), answer.body());
        if (call.confirmable()
                && answer.status() == OK
                && answer.body().length <= MOST_KEPT
                && !latest.conditions().isEmpty()
                && (before == null || !before.conditions().equals(latest.conditions()))) {
            keep(name(service, call), latest);
        }
        return answer;
    }

    private void keep(String name, Kept answer) {
        try {
            kept.keep(name, JSON.writeValueAsBytes(answer), clock.instant());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Whose answer it is: what one identity may see is not another's; what is accepted and other headers may choose it, too. */
    private static String name(String service, ServiceCall call) {
        return String.join(
                "\n",
                service,
                call.door(),
                new TreeMap<>(call.doorValues()).toString(),
                call.path(),
                call.query() == null ? "" : call.query(),
                new TreeMap<>(call.headers()).toString());
    }
}
