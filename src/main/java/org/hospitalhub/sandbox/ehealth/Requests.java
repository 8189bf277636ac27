package org.hospitalhub.sandbox.ehealth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The state model of contract requests (eHealth contract §1.10): each event is a method that refuses the wrong moment. */
final class Requests {

    static final String WRONG_STATUS = "Incorrect status of contract_request to modify it";

    private static final int PRICE = 50_000;

    private final State state;
    private final InstantSource clock;

    Requests(State state, InstantSource clock) {
        this.state = state;
        this.clock = clock;
    }

    Optional<ObjectNode> find(ContractType type, String id) {
        return find(id).filter(row -> Json.text(row, "contract_type").equals(type.name()));
    }

    Optional<ObjectNode> find(String id) {
        return state.registry().row(Registry.REQUESTS, id);
    }

    static ContractRequestStatus status(ObjectNode request) {
        return ContractRequestStatus.valueOf(Json.text(request, "status"));
    }

    /** Stores a new request and silently terminates the pending ones that it overlaps. */
    ObjectNode create(
            String id, ContractType type, ObjectNode content, String clientId, Optional<ObjectNode> contract) {
        ObjectNode request = Json.object().put("id", id);
        request.put("contract_type", type.name());
        request.setAll(content);
        request.remove(List.of("consent_text", "statute_md5", "additional_document_md5"));
        request.put("contractor_legal_entity_id", clientId);
        contract.ifPresent(parent -> request.set("parent_contract_id", parent.get("id")));
        request.put("status", ContractRequestStatus.NEW.name());
        request.put("inserted_at", Dates.moment(clock.instant()));
        request.put("updated_at", Dates.moment(clock.instant()));
        overlapping(request).forEach(older -> older.put("status", ContractRequestStatus.TERMINATED.name()));
        state.registry().add(Registry.REQUESTS, request);
        event(request, clock.instant());
        return request;
    }

    private List<ObjectNode> overlapping(ObjectNode request) {
        return state.registry()
                .rows(Registry.REQUESTS)
                .filter(row -> status(row).pending())
                .filter(row -> same(row, request, "contractor_legal_entity_id")
                        && same(row, request, "contract_type")
                        && same(row, request, "id_form"))
                .filter(row -> CreateRules.overlap(row, request))
                .toList();
    }

    private static boolean same(ObjectNode one, ObjectNode other, String field) {
        return Json.text(one, field).equals(Json.text(other, field));
    }

    void assign(ObjectNode request, @Nullable String assigneeId) {
        require(request, Set.of(ContractRequestStatus.NEW, ContractRequestStatus.IN_PROCESS));
        if (assigneeId != null) {
            request.put("assignee_id", assigneeId);
        }
        move(request, ContractRequestStatus.IN_PROCESS, clock.instant());
    }

    /** Fills what the NHS fills; only while it is in process. */
    void update(ObjectNode request, ObjectNode filled) {
        require(request, Set.of(ContractRequestStatus.IN_PROCESS));
        request.setAll(filled);
        request.put("updated_at", Dates.moment(clock.instant()));
    }

    /** Gives a number unless the request changes a contract that has one. */
    void approve(ObjectNode request) {
        require(request, Set.of(ContractRequestStatus.IN_PROCESS));
        approveAt(request, clock.instant());
    }

    private void approveAt(ObjectNode request, Instant when) {
        fillForNhs(request);
        if (!request.hasNonNull("parent_contract_id") && !request.hasNonNull("contract_number")) {
            request.put("contract_number", state.nextContractNumber());
        }
        move(request, ContractRequestStatus.APPROVED, when);
    }

    /** The fields that are required for approval and are empty (eHealth contract §1.9 approve). */
    private void fillForNhs(ObjectNode request) {
        state.registry().row("legal_entities", "type", "NHS").ifPresent(nhs -> {
            fill(request, "nhs_legal_entity_id", Json.text(nhs, "id"));
            state.registry()
                    .row("employees", "legal_entity_id", Json.text(nhs, "id"))
                    .ifPresent(signer -> fill(request, "nhs_signer_id", Json.text(signer, "id")));
        });
        fill(request, "nhs_signer_base", "на підставі наказу");
        fill(request, "nhs_payment_method", "BACKWARD");
        fill(request, "issue_city", "Київ");
        boolean capitation = Json.text(request, "contract_type").equals(ContractType.CAPITATION.name());
        if (capitation && !request.hasNonNull("nhs_contract_price")) {
            request.put("nhs_contract_price", PRICE);
        }
    }

    private static void fill(ObjectNode request, String field, String value) {
        if (!request.hasNonNull(field)) {
            request.put(field, value);
        }
    }

    void decline(ObjectNode request, String reason) {
        require(request, Set.of(ContractRequestStatus.IN_PROCESS));
        request.put("status_reason", reason);
        move(request, ContractRequestStatus.DECLINED, clock.instant());
    }

    void approveMsp(ObjectNode request) {
        require(request, Set.of(ContractRequestStatus.APPROVED));
        move(request, ContractRequestStatus.PENDING_NHS_SIGN, clock.instant());
    }

    void signNhs(ObjectNode request) {
        require(request, Set.of(ContractRequestStatus.PENDING_NHS_SIGN));
        move(request, ContractRequestStatus.NHS_SIGNED, clock.instant());
    }

    /** Makes the contract; its parent ends. */
    ObjectNode signMsp(ObjectNode request) {
        ObjectNode contract = request.deepCopy();
        contract.remove(List.of("previous_request_id", "printout_content", "assignee_id", "nhs_signed_content"));
        contract.put("id", UUID.randomUUID().toString());
        contract.put("contract_request_id", Json.text(request, "id"));
        contract.put("status", "VERIFIED");
        contract.put("is_suspended", false);
        contract.put("inserted_at", Dates.moment(clock.instant()));
        contract.put("updated_at", Dates.moment(clock.instant()));
        state.registry()
                .row(Registry.CONTRACTS, Json.text(request, "parent_contract_id"))
                .ifPresent(parent -> parent.put("status", "TERMINATED"));
        state.registry().add(Registry.CONTRACTS, contract);
        request.put("contract_id", Json.text(contract, "id"));
        move(request, ContractRequestStatus.SIGNED, clock.instant());
        return contract;
    }

    /** 422 here where the others say 409 (eHealth contract §1.9). */
    void terminate(ObjectNode request, String reason) {
        if (!status(request).pending()) {
            throw ServiceErrorException.unprocessable(WRONG_STATUS);
        }
        request.put(
                "end_date", LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString());
        if (!reason.isEmpty()) {
            request.put("status_reason", reason);
        }
        move(request, ContractRequestStatus.TERMINATED, clock.instant());
    }

    /** The scheduler's action at 00:00 and 12:00 UTC: pending requests whose start date has come. */
    void expire(Instant when) {
        String today = LocalDate.ofInstant(when, ZoneOffset.UTC).toString();
        state.registry()
                .rows(Registry.REQUESTS)
                .filter(row -> status(row).pending())
                .filter(row -> row.hasNonNull("start_date"))
                .filter(row -> Json.text(row, "start_date").compareTo(today) <= 0)
                .forEach(row -> {
                    row.put("status_reason", "AUTO_EXPIRED");
                    move(row, ContractRequestStatus.TERMINATED, when);
                });
    }

    /** The NHS side's next move at a moment that is not after now; used by the autopilot. */
    void advance(ObjectNode request, String outcome, Instant when) {
        switch (status(request)) {
            case NEW -> move(request, ContractRequestStatus.IN_PROCESS, when);
            case IN_PROCESS -> {
                if (outcome.equals(ContractRequestStatus.DECLINED.name())) {
                    request.put("status_reason", "Не відповідає попереднім домовленостям");
                    move(request, ContractRequestStatus.DECLINED, when);
                } else {
                    approveAt(request, when);
                }
            }
            default -> throw new IllegalStateException("the NHS has nothing to do");
        }
    }

    private void move(ObjectNode request, ContractRequestStatus to, Instant when) {
        request.put("status", to.name());
        request.put("updated_at", Dates.moment(when));
        event(request, when);
    }

    private void event(ObjectNode request, Instant when) {
        ObjectNode event = Json.object().put("id", UUID.randomUUID().toString());
        event.put("event_type", "StatusChangeEvent").put("entity_type", "ContractRequest");
        event.set("entity_id", request.get("id"));
        event.put("legal_entity_id", Json.text(request, "contractor_legal_entity_id"));
        event.putObject("properties").putObject("status").set("new_value", request.get("status"));
        event.put("event_time", Dates.moment(when));
        state.events().add(event);
    }

    private static void require(ObjectNode request, Set<ContractRequestStatus> allowed) {
        if (!allowed.contains(status(request))) {
            throw ServiceErrorException.conflict(WRONG_STATUS);
        }
    }
}
