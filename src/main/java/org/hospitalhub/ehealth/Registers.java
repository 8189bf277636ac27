package org.hospitalhub.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is known of the registry: a snapshot file, and tables that were fetched not too long ago. */
final class Registers {

    private static final Logger LOG = LoggerFactory.getLogger(Registers.class);
    private static final JsonMapper MAPPER = new JsonMapper();
    /** How many requests fetch the registry, see {@link #missing}. */
    static final int TABLES = 8;

    private static final String PAGE = "page_size=300";

    // The service answers with these of the asking legal entity, whatever else there is (eHealth contract §1.7).
    private static final Set<String> OWN_ONLY = Set.of("contracts", "contract_requests");

    private final EhealthSettings settings;
    private final InstantSource clock;
    private final Map<String, Fetched> fetched = new ConcurrentHashMap<>();

    private record Fetched(Instant at, Register register) {}

    /**
     * One table that is asked for.
     *
     * @param table name in the snapshot's format
     * @param path path and query below {@code /api}
     * @param type kind of contract that its rows have, null where rows have none
     */
    record Question(String table, String path, @Nullable ContractType type) {}

    Registers(EhealthSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** Tells what the snapshot file says for a legal entity, with the dictionaries that the service spoke last. */
    Register written(String name) {
        Fetched tables = fetched.get(name);
        return tables == null ? file(name) : file(name).withDictionaries(tables.register());
    }

    /** Tells what is known for a legal entity now. */
    Register of(String name) {
        Register file = file(name);
        Fetched tables = fetched.get(name);
        return tables == null || old(tables) ? file : file.with(tables.register());
    }

    private boolean old(Fetched tables) {
        return tables.at().plus(settings.registryMaxAge()).isBefore(clock.instant());
    }

    private Register file(String name) {
        EhealthSettings.LegalEntity entity = settings.legalEntities().get(name);
        if (entity == null) {
            return Register.unknown("");
        }
        String clientId = entity.clientId();
        Path file = settings.snapshotFile();
        if (file == null) {
            return Register.unknown(clientId);
        }
        try {
            return Register.of(clientId, MAPPER.readTree(Files.readAllBytes(file)));
        } catch (IOException unreadable) {
            LOG.warn("hub.ehealth.registry-snapshot cannot be read; its rules are left to the service");
            return Register.unknown(clientId);
        }
    }

    /**
     * Tells what to ask the service for; nothing while the tables are young enough.
     *
     * @param doubted whether the tables at hand speak against an order: it is refused by new ones alone, since a division or a
     *     request may have come into being meanwhile
     */
    List<Question> missing(String name, boolean doubted) {
        Fetched tables = fetched.get(name);
        if (settings.registryMaxAge().isZero() || (tables != null && !doubted && !old(tables))) {
            return List.of();
        }
        return List.of(
                new Question("divisions", "divisions?" + PAGE, null),
                new Question("employees", "employees?" + PAGE, null),
                new Question("medical_programs", "medical_programs?" + PAGE, null),
                new Question("dictionaries", "dictionaries", null),
                new Question("contracts", "contracts/capitation?" + PAGE, ContractType.CAPITATION),
                new Question("contracts", "contracts/reimbursement?" + PAGE, ContractType.REIMBURSEMENT),
                new Question("contract_requests", "contract_requests/capitation?" + PAGE, ContractType.CAPITATION),
                new Question(
                        "contract_requests", "contract_requests/reimbursement?" + PAGE, ContractType.REIMBURSEMENT));
    }

    /** Keeps the tables that were answered whole; what was forbidden, is empty or has more pages stays unknown. */
    void keep(String name, Map<Question, EhealthAnswer> answers) {
        EhealthSettings.LegalEntity entity = settings.legalEntities().get(name);
        if (entity == null) {
            return;
        }
        ObjectNode snapshot = JsonNodeFactory.instance.objectNode();
        Map<String, Boolean> whole = new LinkedHashMap<>();
        answers.forEach((question, answer) -> {
            JsonNode data = answer.json().path("data");
            boolean complete = answer.success()
                    && data.isArray()
                    && (question.type() != null || !data.isEmpty())
                    && answer.json().at("/paging/total_pages").asInt(1) <= 1;
            whole.merge(question.table(), complete, Boolean::logicalAnd);
            if (complete) {
                ArrayNode rows = snapshot.withArrayProperty(question.table());
                data.forEach(row -> rows.add(typed(row, question.type())));
            }
        });
        whole.forEach((table, complete) -> {
            if (!complete) {
                snapshot.remove(table);
            }
        });
        dictionaries(snapshot);
        fetched.put(
                name,
                new Fetched(
                        clock.instant(),
                        Register.of(entity.clientId(), snapshot).ownOnly(OWN_ONLY)));
    }

    private static JsonNode typed(JsonNode row, @Nullable ContractType type) {
        return type != null && row instanceof ObjectNode object
                ? object.deepCopy().put("contract_type", type.name())
                : row;
    }

    /** The service answers dictionaries as a list of {name, values}; the snapshot has them by name. */
    private static void dictionaries(ObjectNode snapshot) {
        ObjectNode byName = JsonNodeFactory.instance.objectNode();
        snapshot.path("dictionaries").forEach(row -> byName.set(row.path("name").asText(), row.path("values")));
        snapshot.set("dictionaries", byName);
    }
}
