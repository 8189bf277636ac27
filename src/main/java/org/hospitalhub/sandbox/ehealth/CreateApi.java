package org.hospitalhub.sandbox.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hospitalhub.sandbox.Reply;

/**
 * The calls initialize and create (eHealth contract §1.5, §1.6, §6.3; eHealth description, whole): every check in order, then the request is
 * stored as NEW.
 */
final class CreateApi {

    private static final String THREE_GROUPS = "[\\dAEHKMPTX]{4}-[\\dAEHKMPTX]{4}$";

    private final State state;
    private final Requests requests;
    private final Storage storage;
    private final SignedBody signedBody;
    private final InstantSource clock;

    CreateApi(State state, Requests requests, Storage storage, SignedBody signedBody, InstantSource clock) {
        this.state = state;
        this.requests = requests;
        this.storage = storage;
        this.signedBody = signedBody;
        this.clock = clock;
    }

    /** Two upload URLs and the id they belong to; nothing is stored. */
    Reply initialize(ApiExchange exchange, Session session) {
        session.requireLegalEntity();
        String id = UUID.randomUUID().toString();
        ObjectNode data = Json.object().put("id", id);
        data.put("statute_url", storage.uploadUrl(exchange, DocumentNames.uploaded(id, DocumentNames.STATUTE)));
        data.put(
                "additional_document_url",
                storage.uploadUrl(exchange, DocumentNames.uploaded(id, DocumentNames.ADDITIONAL)));
        return exchange.reply(200, data);
    }

    /** Stores a new request and returns it. */
    ObjectNode create(ApiExchange exchange, Session session, ContractType type, String id) {
        ObjectNode legalEntity = session.requireLegalEntity();
        if (requests.find(type, id).isPresent()) {
            throw ServiceErrorException.conflict("Invalid contract_request id");
        }
        SignedBody.Document document = signedBody.open(exchange, List.of());
        Signer signer = document.opened().requireCounts(1, 0).outermost();
        JsonNode content = document.json();
        ObjectNode party = session.requireParty();
        SignerChecks.requireUser(signer, party);
        String entityType = Json.text(legalEntity, "type");
        if (!type.allows(entityType)) {
            throw DescribedRule.RULE_1.broken(type.name(), entityType);
        }
        ObjectNode asked = wellFormed(type, content);
        SignerChecks.requireLegalEntity(signer, legalEntity);
        SignerChecks.requireSurname(signer, party);
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        Optional<ObjectNode> contract = new CreateRules(
                        state.registry(), state.settings().keepExternalLegalEntity(), today)
                .check(type, asked, session.clientId());
        documents(type, id, asked);
        storage.put(DocumentNames.created(id), document.raw());
        return requests.create(id, type, asked, session.clientId(), contract);
    }

    private ObjectNode wellFormed(ContractType type, JsonNode content) {
        List<Violation> wrong = NexSchema.check(schema(type), content, state.registry()::dictionary);
        if (!wrong.isEmpty()) {
            throw ServiceErrorException.invalid(wrong);
        }
        JsonNode amount = content.path("contractor_rmsp_amount");
        if (amount.isNumber() && !amount.isIntegralNumber()) {
            // The schema takes any number, the column whole ones only (eHealth contract §6.1 step 26).
            throw ServiceErrorException.at("$.contractor_rmsp_amount", "is invalid");
        }
        return content.deepCopy();
    }

    private JsonNode schema(ContractType type) {
        ObjectNode schema = (ObjectNode)
                Json.parse(Json.resource("ehealth/" + type.path() + ".json").getBytes(StandardCharsets.UTF_8))
                        .orElseThrow();
        ObjectNode properties = (ObjectNode) schema.get("properties");
        ((ObjectNode) properties.get("consent_text"))
                .put("exactly", Json.resource("ehealth/consent_" + type.path() + ".txt"));
        if (state.settings().fourGroupNumbers()) {
            ((ObjectNode) properties.get("contract_number"))
                    .put("pattern", "^[\\dAEHKMPTX]{4}-" + THREE_GROUPS.replace("$", "(-[\\dAEHKMPTX]{1,4})?$"));
        }
        return schema;
    }

    /** The additional document first, as the server's map is in alphabetical order (eHealth contract §1.5). */
    private void documents(ContractType type, String id, ObjectNode content) {
        for (String kind : List.of(DocumentNames.ADDITIONAL, DocumentNames.STATUTE)) {
            String md5 = Json.text(content, kind + "_md5");
            boolean asked = type == ContractType.CAPITATION || content.has(kind + "_md5");
            if (asked && !storage.matches(DocumentNames.uploaded(id, kind), md5)) {
                throw ServiceErrorException.unprocessable(
                        "media/upload_contract_request_" + kind + ".pdf md5 doesn't match");
            }
        }
        for (String kind : List.of(DocumentNames.ADDITIONAL, DocumentNames.STATUTE)) {
            boolean asked = type == ContractType.CAPITATION || content.has(kind + "_md5");
            if (asked && !storage.move(DocumentNames.uploaded(id, kind), DocumentNames.kept(id, kind))) {
                throw ServiceErrorException.conflict("Failed to move uploaded documents");
            }
        }
    }
}
