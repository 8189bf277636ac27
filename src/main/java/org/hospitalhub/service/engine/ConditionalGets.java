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
 * Makes GETs conditional at doors with {@code etag} (RFC 9110 §13.1): a GET sends the tag and the date of the last answer from
 * the same address, and 304 stands for that answer.
 */
public final class ConditionalGets {

    private static final ObjectMapper JSON = new JsonMapper();
    /** Largest answer in bytes that is kept; larger ones are always requested without condition. */
    private static final int MOST_KEPT = 8_000_000;

    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;

    private final KeptAnswers kept;
    private final InstantSource clock;

    /** Creates the object. */
    public ConditionalGets(KeptAnswers kept, InstantSource clock) {
        this.kept = kept;
        this.clock = clock;
    }

    /**
     * A stored answer.
     *
     * @param headers by lower-case name
     */
    record Kept(Map<String, List<String>> headers, byte[] body) {

        /** Returns the headers that make a GET conditional; none when the answer had neither tag nor date. */
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

    /** Returns the stored answer with which a call can be made conditional. */
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
     * Returns the stored answer for a 304, any other answer unchanged; stores answers with tag or date. A step whose own table
     * names 304 gets the 304.
     *
     * @param before stored answer that made the call conditional, null for none
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

    /**
     * Returns the name under which an answer is stored. It includes the identity, because others may not see the answer, and the
     * headers, because they may select it.
     */
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
