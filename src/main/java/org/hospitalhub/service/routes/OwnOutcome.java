package org.hospitalhub.service.routes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Outcome.Remedy;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/** Creates the outcome of an own route from its body; a body that is an outcome already is kept. */
final class OwnOutcome {

    private static final ObjectMapper JSON = new JsonMapper();

    private OwnOutcome() {}

    static Outcome of(HubOutcomeEndpoint.End end, @Nullable Object body) {
        if (body instanceof Outcome outcome) {
            return outcome;
        }
        return switch (end) {
            case DONE -> new Outcome.Done(result(body));
            case REFUSED -> new Outcome.Refused(List.of(Finding.error("REFUSED", "$", words(body))));
            case RETRY -> failed("OWN_ROUTE_RETRY", Remedy.RETRY);
            case UNSURE -> new Outcome.Unsure(Wording.of("UNSURE.own-route"));
            case PARK -> failed("OWN_ROUTE_PARKED", Remedy.PARK);
            default -> throw new IllegalStateException("hub-outcome:" + end + " needs an outcome in the body");
        };
    }

    private static Outcome failed(String code, Remedy remedy) {
        return new Outcome.Failed(
                new Problem(code, Wording.of(code), Wording.of("OWN_ROUTE.detail")), remedy, null, null);
    }

    private static Wording words(@Nullable Object body) {
        String text = body instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(body);
        return body == null || text.isBlank() ? Wording.of("REFUSED.no-reason") : Wording.verbatim(text);
    }

    private static ObjectNode result(@Nullable Object body) {
        try {
            JsonNode tree = body instanceof JsonNode node
                    ? node
                    : body instanceof Map<?, ?> map
                            ? JSON.valueToTree(map)
                            : JSON.readTree(words(body).text());
            if (tree instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException noJson) {
            return JsonNodeFactory.instance.objectNode().put("text", words(body).text());
        }
        return JsonNodeFactory.instance.objectNode().put("text", words(body).text());
    }
}
