package org.hospitalhub.sandbox.ehealth;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.hospitalhub.sandbox.Call;
import org.hospitalhub.sandbox.Reply;

/** The read-only calls: requests, contracts, dictionaries and the legal entity's own rows (eHealth contract §1.7, §1.8). */
final class ReadApi {

    private static final Set<String> SIGNED =
            Set.of(ContractRequestStatus.NHS_SIGNED.name(), ContractRequestStatus.SIGNED.name(), "VERIFIED");

    private final State state;
    private final ResponseViews views;
    private final Storage storage;

    ReadApi(State state, ResponseViews views, Storage storage) {
        this.state = state;
        this.views = views;
        this.storage = storage;
    }

    /** Returns a request with the links to its documents beside it. */
    Reply details(ApiExchange exchange, int status, ObjectNode request) {
        return exchange.reply(status, views.request(request), urgent(exchange, request, Json.text(request, "id")));
    }

    Reply contract(ApiExchange exchange, ObjectNode contract) {
        return exchange.reply(
                200, views.contract(contract), urgent(exchange, contract, Json.text(contract, "contract_request_id")));
    }

    private ObjectNode urgent(ApiExchange exchange, ObjectNode row, String requestId) {
        Map<String, String> names = new LinkedHashMap<>();
        names.put(DocumentNames.kept(requestId, DocumentNames.STATUTE), "CONTRACT_REQUEST_STATUTE");
        names.put(DocumentNames.kept(requestId, DocumentNames.ADDITIONAL), "CONTRACT_REQUEST_ADDITIONAL_DOCUMENT");
        if (SIGNED.contains(Json.text(row, "status"))) {
            names.put(DocumentNames.signed(requestId), "SIGNED_CONTENT");
        }
        ObjectNode urgent = Json.object();
        ArrayNode documents = urgent.putArray("documents");
        storage.existing(List.copyOf(names.keySet())).forEach(name -> documents
                .addObject()
                .put("type", names.get(name))
                .put("url", storage.downloadUrl(exchange, name)));
        return urgent;
    }

    Reply printout(ApiExchange exchange, ObjectNode request) {
        if (Requests.status(request) != ContractRequestStatus.PENDING_NHS_SIGN) {
            throw ServiceErrorException.conflict("Incorrect status of contract_request to generate printout form");
        }
        ObjectNode data = Json.object();
        data.set("id", request.get("id"));
        return exchange.reply(200, data.put("printout_content", NhsActions.printout(request)));
    }

    Reply signedContent(ApiExchange exchange, ObjectNode request) {
        if (Requests.status(request) != ContractRequestStatus.NHS_SIGNED) {
            throw ServiceErrorException.conflict("The contract hasn't been signed yet");
        }
        String url = storage.downloadUrl(exchange, DocumentNames.signed(Json.text(request, "id")));
        return exchange.reply(200, Json.object().put("url", url));
    }

    Reply requests(ApiExchange exchange, Session session, ContractType type) {
        return exchange.list(contractual(exchange.call(), session, type, Registry.REQUESTS)
                .map(views::item)
                .toList());
    }

    Reply contracts(ApiExchange exchange, Session session, ContractType type) {
        return exchange.list(contractual(exchange.call(), session, type, Registry.CONTRACTS)
                .map(row -> views.item(row).put("is_suspended", Json.flag(row, "is_suspended", false)))
                .toList());
    }

    private Stream<ObjectNode> contractual(Call call, Session session, ContractType type, String table) {
        return state.registry()
                .rows(table)
                .filter(row -> Json.text(row, "contract_type").equals(type.name()))
                .filter(row -> session.nhs() || MspActions.own(session, row))
                .filter(ListFilter.CONTRACTS.of(call))
                .filter(row -> edrpou(call, row));
    }

    private boolean edrpou(Call call, ObjectNode row) {
        return call.param("edrpou")
                .map(wanted -> state.registry()
                        .row("legal_entities", Json.text(row, "contractor_legal_entity_id"))
                        .filter(entity -> Json.text(entity, "edrpou").equals(wanted))
                        .isPresent())
                .orElse(true);
    }

    /** Returns one contract, for the NHS or its own legal entity. */
    Reply contractDetails(ApiExchange exchange, Session session, ContractType type, String id) {
        ObjectNode contract = state.registry()
                .row(Registry.CONTRACTS, id)
                .filter(row -> Json.text(row, "contract_type").equals(type.name()))
                .orElseThrow(() -> ServiceErrorException.notFound("Contract not found"));
        if (!session.nhs() && !MspActions.own(session, contract)) {
            throw ServiceErrorException.forbidden("User is not allowed to perform this action");
        }
        return contract(exchange, contract);
    }

    Reply contractPrintout(ApiExchange exchange, Session session, String id) {
        ObjectNode contract = state.registry()
                .row(Registry.CONTRACTS, id)
                .filter(row -> session.nhs() || MspActions.own(session, row))
                .orElseThrow(() -> ServiceErrorException.notFound("Contract not found"));
        ObjectNode data = Json.object();
        data.set("id", contract.get("id"));
        return exchange.reply(200, data.put("printout_content", NhsActions.printout(contract)));
    }

    /** Rows of the legal entity that asks. */
    Reply own(ApiExchange exchange, Session session, String table) {
        return exchange.list(state.registry()
                .rows(table)
                .filter(row ->
                        session.nhs() || Json.text(row, "legal_entity_id").equals(session.clientId()))
                .filter(ListFilter.OWN.of(exchange.call()))
                .map(row -> table.equals("employees") ? views.employeeRow(row) : row)
                .toList());
    }

    Reply medicalPrograms(ApiExchange exchange) {
        return exchange.list(state.registry()
                .rows("medical_programs")
                .filter(ListFilter.OTHER.of(exchange.call()))
                .toList());
    }

    Reply dictionaries(ApiExchange exchange) {
        List<ObjectNode> found = views.dictionaries().stream()
                .filter(ListFilter.OTHER.of(exchange.call()))
                .toList();
        return exchange.reply(200, Json.arrayOf(found));
    }

    Reply events(ApiExchange exchange, Session session) {
        return exchange.list(state.events().stream()
                .filter(event -> Json.text(event, "legal_entity_id").equals(session.clientId()))
                .toList());
    }
}
