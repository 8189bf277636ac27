package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.ledger.KeptAnswers;
import org.jspecify.annotations.Nullable;

/**
 * Asks doors with {@code etag: true} only for what has changed (RFC 9110 §13.1.2): a GET sends the tag of the last answer from the
 * same address, and 304 stands for that answer.
 */
public final class ConditionalGets {

    private static final ObjectMapper JSON = new JsonMapper();
    /** Larger answers are asked for whole each time. */
    private static final int MOST_KEPT = 1_000_000;

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
    record Kept(String etag, Map<String, List<String>> headers, byte[] body) {
        /** Hides the answer. */
        @Override
        public String toString() {
            return "Kept[" + etag + "]";
        }
    }

    /** Finds the answer whose tag a call should send. */
    Optional<Kept> find(StepProgram step, String service, ServiceCall call) {
        if (!asksOnlyForChanges(step, call)) {
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

    private static boolean asksOnlyForChanges(StepProgram step, ServiceCall call) {
        return step.door().etag() && call.method().equals("GET");
    }

    /**
     * Returns what an answer means: the kept one when nothing has changed. An answer that has a tag is kept. A step whose own table
     * names 304 gets that.
     *
     * @param before the answer whose tag was sent, null when none was
     */
    Answer whole(StepProgram step, String service, ServiceCall call, Answer answer, @Nullable Kept before) {
        if (before != null && answer.status() == NOT_MODIFIED && !step.names("304")) {
            Map<String, List<String>> headers = new HashMap<>(before.headers());
            headers.putAll(answer.headers());
            return new Answer(OK, headers, before.body(), answer.certificateSent());
        }
        String etag = Objects.requireNonNullElse(answer.header("etag"), "").strip();
        if (asksOnlyForChanges(step, call)
                && answer.status() == OK
                && !etag.isEmpty()
                && answer.body().length <= MOST_KEPT
                && (before == null || !before.etag().equals(etag))) {
            keep(name(service, call), new Kept(etag, answer.headers(), answer.body()));
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

    /** Whose answer it is; what is accepted and other headers may choose the answer, too. */
    private static String name(String service, ServiceCall call) {
        return String.join(
                "\n",
                service,
                call.door(),
                call.path(),
                call.query() == null ? "" : call.query(),
                new TreeMap<>(call.headers()).toString());
    }
}
