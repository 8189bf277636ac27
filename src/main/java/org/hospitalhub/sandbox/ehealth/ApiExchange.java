package org.hospitalhub.sandbox.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.hospitalhub.sandbox.Call;
import org.hospitalhub.sandbox.Reply;

/** One call and the envelope of its response (eHealth contract §8.0). */
record ApiExchange(Call call, String requestId, boolean dottedPaths) {

    private static final int PAGE_SIZE = 50;
    private static final int MAX_PAGE_SIZE = 300;

    /** Returns the root of the service's address: {@code http://127.0.0.1:8090/ehealth}. */
    String base() {
        return "http://" + call.header("Host").orElse("127.0.0.1") + EhealthSimulator.ROOT;
    }

    /**
     * Returns the body as a JSON object.
     *
     * @throws ServiceErrorException 400 when it is not JSON
     */
    JsonNode body() {
        return Json.parse(call.body())
                .orElseThrow(() ->
                        ServiceErrorException.badRequest("Malformed request. Probably, you have sent corrupted JSON."));
    }

    Reply reply(int status, JsonNode data) {
        ObjectNode body = Json.object();
        body.set("meta", meta(status, data.isArray() ? "list" : "object"));
        body.set("data", data);
        return send(status, body);
    }

    /** With what stands beside {@code data}. */
    Reply reply(int status, JsonNode data, JsonNode urgent) {
        ObjectNode body = Json.object();
        body.set("meta", meta(status, "object"));
        body.set("data", data);
        body.set("urgent", urgent);
        return send(status, body);
    }

    /** Returns one page of a list; {@code page} from 1, {@code page_size} 1 to 300, 50 unless asked. */
    Reply list(List<? extends JsonNode> all) {
        int size = Math.max(1, Math.min(MAX_PAGE_SIZE, number("page_size", PAGE_SIZE)));
        int page = Math.max(1, number("page", 1));
        ArrayNode data = Json.array();
        all.stream().skip((long) (page - 1) * size).limit(size).forEach(data::add);
        ObjectNode body = Json.object();
        body.set("meta", meta(200, "list"));
        body.set("data", data);
        body.putObject("paging")
                .put("page_number", page)
                .put("page_size", size)
                .put("total_entries", all.size())
                .put("total_pages", Math.max(1, (all.size() + size - 1) / size));
        return send(200, body);
    }

    private int number(String param, int otherwise) {
        try {
            return call.param(param).map(Integer::valueOf).orElse(otherwise);
        } catch (NumberFormatException notANumber) {
            return otherwise;
        }
    }

    Reply refuse(ServiceErrorException refusal) {
        ObjectNode error = Json.object().put("type", refusal.type());
        if (!refusal.text().isEmpty()) {
            error.put("message", refusal.text());
        }
        if (!refusal.violations().isEmpty()) {
            error.set(
                    "invalid",
                    Json.arrayOf(refusal.violations().stream()
                            .map(violation -> violation.json(dottedPaths))
                            .toList()));
        } else if (refusal.type().equals("content_type_invalid")) {
            error.putArray("invalid")
                    .addObject()
                    .put("entry_type", "header")
                    .put("entry", refusal.status() == 406 ? "Accept" : "Content-Type");
        } else if (refusal.type().equals("request_malformed")) {
            ObjectNode request = error.putArray("invalid").addObject().put("entry_type", "request");
            request.putArray("rules").addObject().put("rule", "json");
        }
        return error(refusal.status(), error);
    }

    Reply error(int status, ObjectNode error) {
        ObjectNode body = Json.object();
        body.set("meta", meta(status, "object"));
        body.set("error", error);
        return send(status, body);
    }

    private ObjectNode meta(int status, String type) {
        return Json.object()
                .put("code", status)
                .put("url", base() + call.path().substring(EhealthSimulator.ROOT.length()))
                .put("type", type)
                .put("request_id", requestId);
    }

    private Reply send(int status, ObjectNode body) {
        return Reply.json(status, Json.write(body)).with("X-Request-ID", requestId);
    }
}
