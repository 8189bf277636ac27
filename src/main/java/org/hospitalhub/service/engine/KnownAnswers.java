package org.hospitalhub.service.engine;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hospitalhub.calls.Answer;
import org.jspecify.annotations.Nullable;

/**
 * Answers that their service can confirm instead of sending them again (RFC 9110 §13.1), for doors with {@code etag}. Kept in
 * memory, the least recently used go first; after a restart each is asked for in full once. Instances may be shared by threads.
 */
final class KnownAnswers {

    /** Bytes of bodies over all answers. */
    private static final long ROOM = 64L << 20;

    private final Map<Key, Answer> known = new LinkedHashMap<>(16, 0.75f, true);
    private long taken;

    /**
     * What is asked.
     *
     * @param door with the identity that it shows: what one may see is not another's to read
     */
    record Key(String door, String path, @Nullable String query, Map<String, String> headers) {}

    /** Finds the earlier answer; null when it must be asked in full. */
    @Nullable
    synchronized Answer find(Key key) {
        return known.get(key);
    }

    /** Returns the headers that ask whether an earlier answer has changed. */
    static Map<String, String> conditions(Answer earlier) {
        Map<String, String> headers = new LinkedHashMap<>();
        put(headers, "If-None-Match", earlier.header("etag"));
        put(headers, "If-Modified-Since", earlier.header("last-modified"));
        return headers;
    }

    private static void put(Map<String, String> headers, String name, @Nullable String value) {
        if (value != null) {
            headers.put(name, value);
        }
    }

    /** Keeps a good answer that its service can confirm. */
    synchronized void keep(Key key, Answer latest) {
        if (!latest.success()) {
            return;
        }
        Answer before = known.remove(key);
        taken -= before == null ? 0 : before.body().length;
        if (!conditions(latest).isEmpty() && latest.body().length <= ROOM) {
            known.put(key, latest);
            taken += latest.body().length;
        }
        for (Iterator<Answer> oldest = known.values().iterator(); taken > ROOM; ) {
            taken -= oldest.next().body().length;
            oldest.remove();
        }
    }
}
