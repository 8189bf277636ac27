package org.hospitalhub.sandbox.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hospitalhub.sandbox.Call;
import org.hospitalhub.sandbox.Reply;

/**
 * Routes the calls under {@code /api/contract_requests}: which method needs which scope and does what (eHealth contract §1.4).
 */
final class ContractRequestApi {

    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final String READ = "contract_request:read";

    private final Gateway gateway;
    private final Requests requests;
    private final CreateApi creation;
    private final MspActions actions;
    private final ReadApi reads;

    ContractRequestApi(Gateway gateway, Requests requests, CreateApi creation, MspActions actions, ReadApi reads) {
        this.gateway = gateway;
        this.requests = requests;
        this.creation = creation;
        this.actions = actions;
        this.reads = reads;
    }

    /** Answers one call below {@code /api/contract_requests}; the rest of the path comes in segments. */
    Reply answer(ApiExchange exchange, List<String> segments) {
        if (segments.isEmpty() || UUID.matcher(segments.get(0)).matches()) {
            // Without a type in the path it is a capitation contract (eHealth contract §1.3).
            return typed(exchange, ContractType.CAPITATION, segments);
        }
        return ContractType.ofPath(segments.get(0))
                .map(type -> typed(exchange, type, segments.subList(1, segments.size())))
                .orElseThrow(() -> ServiceErrorException.notFound(""));
    }

    private Reply typed(ApiExchange exchange, ContractType type, List<String> rest) {
        Call call = exchange.call();
        String shape = call.method() + " " + (rest.isEmpty() ? "" : "id")
                + (rest.size() > 1 ? "/" + String.join("/", rest.subList(1, rest.size())) : "");
        String id = rest.isEmpty() ? "" : rest.get(0);
        return switch (shape) {
            case "POST " -> creation.initialize(exchange, gateway.enter(call, Gateway.CREATE));
            case "POST id" -> create(exchange, type, id);
            case "GET " -> reads.requests(exchange, gateway.enter(call, READ), type);
            case "GET id" -> {
                Session session = gateway.enter(call, READ);
                yield reads.details(exchange, 200, visible(session, type, id));
            }
            case "GET id/printout_content" -> {
                Session session = gateway.enter(call, READ);
                yield reads.printout(exchange, visible(session, type, id));
            }
            case "GET id/signed_content" -> {
                Session session = gateway.enter(call, READ);
                yield reads.signedContent(exchange, visible(session, type, id));
            }
            case "PATCH id/actions/approve_msp" -> approve(exchange, type, id);
            case "PATCH id/actions/terminate" -> terminate(exchange, type, id);
            case "PATCH id/actions/sign_msp" -> sign(exchange, type, id);
            default -> throw ServiceErrorException.notFound("");
        };
    }

    private Reply create(ApiExchange exchange, ContractType type, String id) {
        Session session = gateway.enter(exchange.call(), Gateway.CREATE);
        requireJson(exchange.call());
        exchange.body(); // unreadable JSON is reported before anything is looked up
        if (!UUID.matcher(id).matches()) {
            throw ServiceErrorException.notFound("");
        }
        return reads.details(exchange, 201, creation.create(exchange, session, type, id));
    }

    private Reply approve(ApiExchange exchange, ContractType type, String id) {
        Session session = gateway.enter(exchange.call(), "contract_request:approve");
        ObjectNode request = existing(type, id);
        actions.approve(session, request);
        return reads.details(exchange, 200, request);
    }

    private Reply terminate(ApiExchange exchange, ContractType type, String id) {
        Session session = gateway.enter(exchange.call(), "contract_request:terminate");
        ObjectNode request = existing(type, id);
        JsonNode body = exchange.call().body().length == 0 ? Json.object() : exchange.body();
        actions.terminate(session, request, body);
        return reads.details(exchange, 200, request);
    }

    private Reply sign(ApiExchange exchange, ContractType type, String id) {
        Session session = gateway.enter(exchange.call(), "contract_request:sign");
        requireJson(exchange.call());
        return reads.contract(exchange, actions.sign(exchange, session, type, requests.find(type, id)));
    }

    private ObjectNode existing(ContractType type, String id) {
        return requests.find(type, id).orElseThrow(() -> ServiceErrorException.notFound("Contract Request not found"));
    }

    /** Returns a request that the caller may see by the access matrix of eHealth contract §1.8. */
    private ObjectNode visible(Session session, ContractType type, String id) {
        ObjectNode request = existing(type, id);
        boolean kind = type.allows(session.legalEntityType())
                || session.legalEntityType().equals("MSP_PHARMACY");
        if (!session.nhs() && !(kind && MspActions.own(session, request))) {
            throw ServiceErrorException.forbidden("User is not allowed to perform this action");
        }
        return request;
    }

    private static void requireJson(Call call) {
        Optional<String> type = call.header("Content-Type");
        if (type.filter(value -> value.startsWith("application/json")).isEmpty()) {
            throw ServiceErrorException.of(
                    415,
                    "content_type_invalid",
                    "Invalid Content-Type header. Try to set 'Content-Type: application/json' header:"
                            + " http://docs.apimanifest.apiary.io/#introduction/interacting-with-api/content-type.");
        }
    }
}
