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

/** Caches registry data: a snapshot file, and tables that were fetched recently. */
final class RegistryCache {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryCache.class);
    private static final JsonMapper MAPPER = new JsonMapper();
    /** Number of requests that fetch the registry, see {@link #tablesToFetch}. */
    static final int TABLES = 8;

    private static final String PAGE = "page_size=300";

    // The service answers with these of the asking legal entity, whatever else there is (eHealth contract §1.7).
    private static final Set<String> OWN_ONLY = Set.of("contracts", "contract_requests");

    private final EhealthSettings settings;
    private final InstantSource clock;
    private final Map<String, Fetched> fetched = new ConcurrentHashMap<>();

    private record Fetched(Instant at, RegistryData registryData) {}

    /**
     * A request for one table.
     *
     * @param table name in the snapshot's format
     * @param path path and query below {@code /api}
     * @param type kind of contract that its rows have, null where rows have none
     */
    record TableQuery(String table, String path, @Nullable ContractType type) {}

    RegistryCache(EhealthSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** Returns the data of the snapshot file for a legal entity, with the dictionaries fetched last. */
    RegistryData snapshot(String name) {
        Fetched tables = fetched.get(name);
        return tables == null ? file(name) : file(name).withDictionaries(tables.registryData());
    }

    /** Returns the current data of a legal entity. */
    RegistryData current(String name) {
        RegistryData file = file(name);
        Fetched tables = fetched.get(name);
        return tables == null || old(tables) ? file : file.with(tables.registryData());
    }

    private boolean old(Fetched tables) {
        return tables.at().plus(settings.registryMaxAge()).isBefore(clock.instant());
    }

    private RegistryData file(String name) {
        EhealthSettings.LegalEntity entity = settings.legalEntities().get(name);
        if (entity == null) {
            return RegistryData.empty("");
        }
        String clientId = entity.clientId();
        Path file = settings.snapshotFile();
        if (file == null) {
            return RegistryData.empty(clientId);
        }
        try {
            return RegistryData.of(clientId, MAPPER.readTree(Files.readAllBytes(file)));
        } catch (IOException unreadable) {
            LOG.warn("hub.ehealth.registry-snapshot cannot be read; the service checks its rules");
            return RegistryData.empty(clientId);
        }
    }

    /**
     * Returns the tables to fetch; none while those at hand are recent enough.
     *
     * @param doubted whether the tables at hand speak against an order: it is refused by new ones alone, since a division or a
     *     request may have come into being meanwhile
     */
    List<TableQuery> tablesToFetch(String name, boolean doubted) {
        Fetched tables = fetched.get(name);
        if (settings.registryMaxAge().isZero() || (tables != null && !doubted && !old(tables))) {
            return List.of();
        }
        return List.of(
                new TableQuery("divisions", "divisions?" + PAGE, null),
                new TableQuery("employees", "employees?" + PAGE, null),
                new TableQuery("medical_programs", "medical_programs?" + PAGE, null),
                new TableQuery("dictionaries", "dictionaries", null),
                new TableQuery("contracts", "contracts/capitation?" + PAGE, ContractType.CAPITATION),
                new TableQuery("contracts", "contracts/reimbursement?" + PAGE, ContractType.REIMBURSEMENT),
                new TableQuery("contract_requests", "contract_requests/capitation?" + PAGE, ContractType.CAPITATION),
                new TableQuery(
                        "contract_requests", "contract_requests/reimbursement?" + PAGE, ContractType.REIMBURSEMENT));
    }

    /**
     * Stores the tables that were answered completely; what was forbidden, is empty or has more pages stays unknown.
     */
    void store(String name, Map<TableQuery, JsonNode> answers) {
        EhealthSettings.LegalEntity entity = settings.legalEntities().get(name);
        if (entity == null) {
            return;
        }
        ObjectNode snapshot = JsonNodeFactory.instance.objectNode();
        Map<String, Boolean> whole = new LinkedHashMap<>();
        answers.forEach((query, answer) -> {
            JsonNode data = answer.path("data");
            boolean complete = data.isArray()
                    && (query.type() != null || !data.isEmpty())
                    && answer.at("/paging/total_pages").asInt(1) <= 1;
            whole.merge(query.table(), complete, Boolean::logicalAnd);
            if (complete) {
                ArrayNode rows = snapshot.withArrayProperty(query.table());
                data.forEach(row -> rows.add(typed(row, query.type())));
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
                        RegistryData.of(entity.clientId(), snapshot).ownOnly(OWN_ONLY)));
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
