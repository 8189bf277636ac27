package org.hospitalhub.sandbox.ehealth;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hospitalhub.sandbox.Call;
import org.hospitalhub.sandbox.Reply;

/** Every request that came, without bodies and queries: they carry people and secrets. */
final class EhealthJournal {

    private static final int KEPT = 100_000;

    private final List<ObjectNode> entries = new ArrayList<>();
    private long last;

    /** Writes down one answered call; status 0 means that nothing was answered. */
    synchronized void note(Instant at, Call call, Reply reply, String requestId) {
        entries.add(Json.object()
                .put("number", ++last)
                .put("at", at.toString())
                .put("method", call.method())
                .put("path", call.path())
                .put("status", reply.manner().hangUp() ? 0 : reply.status())
                .put("request_id", requestId));
        if (entries.size() > KEPT) {
            entries.remove(0);
        }
    }

    /** Entries with a higher number. */
    synchronized ArrayNode since(long number) {
        return Json.arrayOf(entries.stream()
                .filter(entry -> entry.get("number").asLong() > number)
                .toList());
    }
}
