package org.hospitalhub.sandbox.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.hospitalhub.sandbox.BadControlException;
import org.hospitalhub.sandbox.Call;
import org.hospitalhub.sandbox.Reply;

/** The control API under {@code /sandbox/ehealth/}: registry, switches, mischief, journal and the NHS's actions. */
final class EhealthControlApi {

    private final State state;
    private final Requests requests;
    private final NhsActions desk;
    private final ResponseViews views;
    private final EhealthMischief mischief;
    private final EhealthJournal journal;

    EhealthControlApi(
            State state,
            Requests requests,
            NhsActions desk,
            ResponseViews views,
            EhealthMischief mischief,
            EhealthJournal journal) {
        this.state = state;
        this.requests = requests;
        this.desk = desk;
        this.views = views;
        this.mischief = mischief;
        this.journal = journal;
    }

    Reply answer(Call call, List<String> segments) {
        return switch (call.method() + " " + segments.get(0)) {
            case "GET registry" -> json(state.registry().json());
            case "POST registry", "PUT registry" -> {
                state.replaceRegistry(body(call));
                yield json(state.registry().json());
            }
            case "GET settings" -> json(state.settings().json());
            case "POST settings" -> {
                state.settings(state.settings().with(body(call)));
                yield json(state.settings().json());
            }
            case "GET mischief" -> json(mischief.json());
            case "POST mischief" -> {
                mischief.add(body(call));
                yield json(mischief.json());
            }
            case "DELETE mischief" -> {
                mischief.clear();
                yield Reply.empty(204);
            }
            case "GET journal" -> json(journal.since(since(call)));
            case "GET rules" -> json(rules());
            case "GET contract_requests", "POST contract_requests" -> request(call, segments);
            default -> Reply.empty(404);
        };
    }

    private Reply request(Call call, List<String> segments) {
        if (segments.size() < 2) {
            return json(Json.arrayOf(
                    state.registry().rows(Registry.REQUESTS).map(views::item).toList()));
        }
        ObjectNode request = requests.find(segments.get(1)).orElse(null);
        if (request == null) {
            return Reply.text(404, "there is no contract request with this id");
        }
        if (call.method().equals("POST") && segments.size() > 2) {
            try {
                desk.act(segments.get(2), request, call.body().length == 0 ? Json.object() : body(call));
            } catch (ServiceErrorException refusal) {
                return Reply.text(refusal.status(), refusal.text());
            }
        }
        return json(views.request(request));
    }

    private static JsonNode rules() {
        var rules = Json.array();
        for (DescribedRule rule : DescribedRule.values()) {
            rules.addObject()
                    .put("name", rule.name())
                    .put("source", rule.source())
                    .put("status", rule.status())
                    .put("path", rule.path())
                    .put("message", rule.message());
        }
        return rules;
    }

    private static long since(Call call) {
        try {
            return call.param("since").map(Long::valueOf).orElse(0L);
        } catch (NumberFormatException notANumber) {
            throw new BadControlException("since is a number");
        }
    }

    private static JsonNode body(Call call) {
        return Json.parse(call.body()).orElseThrow(() -> new BadControlException("the body is no JSON"));
    }

    private static Reply json(JsonNode body) {
        return Reply.json(200, Json.write(body));
    }
}
