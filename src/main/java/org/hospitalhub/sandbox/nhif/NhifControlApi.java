package org.hospitalhub.sandbox.nhif;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Optional;
import org.hospitalhub.sandbox.BadControlException;
import org.hospitalhub.sandbox.Call;
import org.hospitalhub.sandbox.Reply;
import org.hospitalhub.sandbox.Routes;
import org.hospitalhub.sandbox.nhif.ClientGate.Rejection;
import org.jspecify.annotations.Nullable;

/** The control API under {@code /sandbox/nhif/} on the plain port. */
final class NhifControlApi {

    static final String SUMMARY = """
            NHIF  GET|POST /api/{module}/{version}/{service}/{parameters}   on the TLS port, with a client certificate
              GET    /sandbox/nhif/journal    what arrived: at, method, path, status, certificate
              DELETE /sandbox/nhif/journal    forgets it
              POST   /sandbox/nhif/reject     {"how":"403"|"handshake"|"none"} refuses every certificate so
              GET    /sandbox/nhif/mischief   what is active, and all names; a service of such a name always does it
              POST   /sandbox/nhif/mischief   {"name":"reset-after","count":1} strikes the next calls
              DELETE /sandbox/nhif/mischief   ends it""";

    private static final String ROOT = "/sandbox/nhif/";

    private final ClientGate gate;
    private final NhifJournal journal;
    private final ObjectMapper json = new ObjectMapper();
    private @Nullable NhifMischief active;
    private int left;

    NhifControlApi(ClientGate gate, NhifJournal journal) {
        this.gate = gate;
        this.journal = journal;
    }

    void register(Routes routes) {
        routes.on("GET", ROOT + "journal", call -> journal());
        routes.on("DELETE", ROOT + "journal", call -> {
            journal.clear();
            return Reply.empty(204);
        });
        routes.on("POST", ROOT + "reject", this::reject);
        routes.on("GET", ROOT + "mischief", call -> mischief());
        routes.on("POST", ROOT + "mischief", this::begin);
        routes.on("DELETE", ROOT + "mischief", call -> end());
    }

    /** Returns the misbehaviour for this call and counts it as used. */
    synchronized Optional<NhifMischief> strike() {
        if (left == 0) {
            return Optional.empty();
        }
        left--;
        return Optional.ofNullable(active);
    }

    private Reply journal() {
        ObjectNode body = json.createObjectNode();
        var items = body.putArray("items");
        for (NhifJournal.Line line : journal.lines()) {
            items.addObject()
                    .put("at", line.at().toString())
                    .put("method", line.method())
                    .put("path", line.path())
                    .put("connection", line.connection())
                    .put("status", line.status())
                    .put("protocol", line.protocol())
                    .put("certificate", line.certificate());
        }
        return Reply.json(200, body.toString());
    }

    private Reply reject(Call call) {
        String how = tree(call).path("how").asText();
        gate.reject(
                switch (how) {
                    case "403" -> Rejection.HTTP_403;
                    case "handshake" -> Rejection.HANDSHAKE;
                    case "none" -> Rejection.NONE;
                    default -> throw new BadControlException("how is one of 403, handshake, none");
                });
        return Reply.json(200, json.createObjectNode().put("how", how).toString());
    }

    private synchronized Reply mischief() {
        ObjectNode body = json.createObjectNode();
        body.put("active", left == 0 || active == null ? null : active.label()).put("count", left);
        Arrays.stream(NhifMischief.values()).map(NhifMischief::label).forEach(body.putArray("names")::add);
        return Reply.json(200, body.toString());
    }

    private synchronized Reply begin(Call call) {
        JsonNode wanted = tree(call);
        active = NhifMischief.of(wanted.path("name").asText())
                .orElseThrow(() -> new BadControlException("unknown name; GET " + ROOT + "mischief tells all"));
        left = Math.max(1, wanted.path("count").asInt(1));
        return mischief();
    }

    private synchronized Reply end() {
        left = 0;
        return Reply.empty(204);
    }

    private JsonNode tree(Call call) {
        try {
            return json.readTree(call.text());
        } catch (JsonProcessingException e) {
            throw new BadControlException("the body is not JSON");
        }
    }
}
