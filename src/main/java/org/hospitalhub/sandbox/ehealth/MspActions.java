package org.hospitalhub.sandbox.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The contractor's actions with its requests: approve_msp, terminate, sign_msp (eHealth contract §1.9). */
final class MspActions {

    private static final String NOT_ALLOWED = "User is not allowed to perform this action";

    private final State state;
    private final Requests requests;
    private final Storage storage;
    private final SignedBody signedBody;
    private final Identities identities;
    private final InstantSource clock;

    MspActions(
            State state,
            Requests requests,
            Storage storage,
            SignedBody signedBody,
            Identities identities,
            InstantSource clock) {
        this.state = state;
        this.requests = requests;
        this.storage = storage;
        this.signedBody = signedBody;
        this.identities = identities;
        this.clock = clock;
    }

    void approve(Session session, ObjectNode request) {
        if (!own(session, request)) {
            throw ServiceErrorException.forbidden("Client is not allowed to modify contract_request");
        }
        if (Requests.status(request) != ContractRequestStatus.APPROVED) {
            throw ServiceErrorException.conflict(Requests.WRONG_STATUS);
        }
        requireActive(session);
        requireOwner(session, request);
        LocalDate start = Dates.day(Json.text(request, "start_date")).orElse(LocalDate.MIN);
        // A changed contract keeps its start, which lies in the past (eHealth contract §1.10).
        if (!request.hasNonNull("parent_contract_id") && !start.isAfter(today())) {
            throw ServiceErrorException.at("$.start_date", "Contract request start date should be in future");
        }
        requests.approveMsp(request);
    }

    void terminate(Session session, ObjectNode request, JsonNode body) {
        if (!session.nhs()) {
            if (!own(session, request)) {
                throw ServiceErrorException.forbidden(NOT_ALLOWED);
            }
            requireOwner(session, request);
        }
        requests.terminate(request, Json.text(body, "status_reason"));
    }

    /** Signs a request for the contractor and returns the resulting contract. */
    ObjectNode sign(ApiExchange exchange, Session session, ContractType type, Optional<ObjectNode> found) {
        String entityType = session.legalEntityType();
        if (!type.allows(entityType)) {
            throw DescribedRule.RULE_1.broken(type.name(), entityType);
        }
        ObjectNode request = found.orElseThrow(() -> ServiceErrorException.notFound("Contract Request not found"));
        if (Requests.status(request) != ContractRequestStatus.NHS_SIGNED) {
            throw ServiceErrorException.unprocessable("Incorrect status for signing");
        }
        if (!own(session, request)) {
            throw ServiceErrorException.forbidden("Invalid client_id");
        }
        SignedBody.Document document = signedBody.open(exchange, List.of(identities.rootPem()));
        if (state.settings().signatures().equals("cms")) {
            document.opened().requireCounts(2, 1);
        }
        requireOwnersSignature(document.opened().outermost(), session, request);
        requireSameContent(document, request);
        requireActive(session);
        requireOwner(session, request);
        storage.put(DocumentNames.signed(Json.text(request, "id")), document.raw());
        return requests.signMsp(request);
    }

    private void requireOwnersSignature(Signer signer, Session session, ObjectNode request) {
        ObjectNode owner = state.registry()
                .row("employees", Json.text(request, "contractor_owner_id"))
                .flatMap(employee -> state.registry().row("parties", Json.text(employee, "party_id")))
                .orElseThrow(() -> ServiceErrorException.notFound("Employee not found"));
        if (signer.drfo().isEmpty()) {
            throw ServiceErrorException.at("$.drfo", "Invalid drfo");
        }
        if (!SignerChecks.sameDrfo(signer.drfo(), Json.text(owner, "tax_id"))) {
            throw ServiceErrorException.at("$.drfo", "Does not match the signer drfo");
        }
        SignerChecks.requireLegalEntity(signer, session.requireLegalEntity());
        SignerChecks.requireSurname(signer, owner);
    }

    private void requireSameContent(SignedBody.Document document, ObjectNode request) {
        byte[] stored = Optional.ofNullable(state.objects().get(DocumentNames.signed(Json.text(request, "id"))))
                .orElseThrow(
                        () -> ServiceErrorException.of(502, "bad_gateway", "Fail to resolve partially signed content"));
        byte[] content = identities.contentOf(stored);
        if (!Json.parse(content).equals(Optional.of(document.json()))) {
            throw ServiceErrorException.unprocessable("Signed content does not match the previously created content");
        }
    }

    private void requireActive(Session session) {
        String status = Json.text(session.requireLegalEntity(), "status");
        if (!status.isEmpty() && !Set.of("ACTIVE", "SUSPENDED").contains(status)) {
            throw ServiceErrorException.at(
                    "$.contractor_legal_entity_id", "Legal entity in contract request should be active");
        }
    }

    private void requireOwner(Session session, ObjectNode request) {
        if (!CreateRules.isOwner(state.registry(), Json.text(request, "contractor_owner_id"), session.clientId())) {
            throw ServiceErrorException.forbidden(NOT_ALLOWED);
        }
    }

    static boolean own(Session session, ObjectNode request) {
        return Json.text(request, "contractor_legal_entity_id").equals(session.clientId());
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
