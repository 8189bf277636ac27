package org.hospitalhub.nhif;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers that their service can confirm instead of sending them again (RFC 9110 §13.1): those of catalogue entries that may
 * be reused. Kept in memory, the least recently used go first; after a restart each is asked for in full once.
 */
final class Nomenclatures {

    /** Bytes of bodies over all answers. */
    private static final long ROOM = 64L << 20;

    private final Map<Key, Known> known = new LinkedHashMap<>(16, 0.75f, true);
    private long taken;

    /** What one identity may see is not another's to read. */
    private record Key(String identity, String path, String accept) {
        static Key of(NhifCall call) {
            return new Key(call.identity(), call.path(), call.accept());
        }
    }

    /**
     * An earlier answer.
     *
     * @param etag header as it came, null without one
     * @param lastModified header as it came, null without one
     */
    record Known(
            NhifAnswer answer,
            @Nullable String etag,
            @Nullable String lastModified) {}

    /** Finds the earlier answer to a call; null when it must be asked in full. */
    @Nullable
    synchronized Known find(NhifCall call) {
        return call.reusable() ? known.get(Key.of(call)) : null;
    }

    /** Keeps a good answer that its service can confirm. */
    synchronized void keep(NhifCall call, Known latest) {
        boolean confirmable = latest.etag() != null || latest.lastModified() != null;
        if (!call.reusable() || !latest.answer().good()) {
            return;
        }
        Known before = known.remove(Key.of(call));
        taken -= before == null ? 0 : before.answer().body().length;
        if (confirmable && latest.answer().body().length <= ROOM) {
            known.put(Key.of(call), latest);
            taken += latest.answer().body().length;
        }
        for (Iterator<Known> oldest = known.values().iterator(); taken > ROOM; ) {
            taken -= oldest.next().answer().body().length;
            oldest.remove();
        }
    }
}
