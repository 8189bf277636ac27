package org.hospitalhub.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.rules.Finding;

/** The request of the route {@code ehealth-check} to the registry, and the check that follows; bean {@code ehealthRegistry}. */
public final class RegistryExchange {

    private static final String WORK = "HubWork";
    private static final String FETCH = "HubEhealthFetch";
    private static final JsonMapper MAPPER = new JsonMapper();

    private final RegistryCache cache;
    private final ContractCheck check;

    /**
     * One pass of the route.
     *
     * @param tables answered so far; missing for one that was not answered with rows
     */
    record Fetch(List<RegistryCache.TableQuery> queries, Map<RegistryCache.TableQuery, JsonNode> tables) {
        private RegistryCache.TableQuery current() {
            return queries.get(tables.size());
        }
    }

    RegistryExchange(RegistryCache cache, ContractCheck check) {
        this.cache = cache;
        this.check = check;
    }

    /** Finds out which tables are missing or old. */
    public void begin(Exchange exchange, @ExchangeProperty(WORK) ClaimedStep work) {
        EhealthOrder order = EhealthOrder.of(work);
        boolean doubted = check.recheck(order).stream().anyMatch(Finding::refuses);
        exchange.setProperty(
                FETCH, new Fetch(cache.tablesToFetch(order.legalEntity(), doubted), new LinkedHashMap<>()));
    }

    /** Returns whether there is a further table to ask for. */
    public boolean hasNext(@ExchangeProperty(FETCH) Fetch fetch) {
        return fetch.tables().size() < fetch.queries().size();
    }

    /** Prepares the query for the next table. */
    public void query(Exchange exchange, @ExchangeProperty(FETCH) Fetch fetch) {
        exchange.getMessage()
                .setHeader(Exchange.HTTP_PATH, "/api/" + fetch.current().path());
    }

    /** Keeps the answer for one table. */
    public void answered(
            @ExchangeProperty(FETCH) Fetch fetch, @ExchangeProperty("HubStatus") int status, @Body byte[] body) {
        fetch.tables().put(fetch.current(), status >= 200 && status < 300 ? read(body) : MissingNode.getInstance());
    }

    private static JsonNode read(byte[] body) {
        try {
            return Objects.requireNonNullElse(MAPPER.readTree(body), MissingNode.getInstance());
        } catch (IOException notJson) {
            return MissingNode.getInstance();
        }
    }

    /** Checks the order with everything that is known now. */
    public Outcome check(@ExchangeProperty(WORK) ClaimedStep work, @ExchangeProperty(FETCH) Fetch fetch) {
        EhealthOrder order = EhealthOrder.of(work);
        if (!fetch.tables().isEmpty()) {
            cache.store(order.legalEntity(), fetch.tables());
        }
        List<Finding> findings = check.recheck(order);
        return findings.stream().anyMatch(Finding::refuses)
                ? new Outcome.Refused(findings)
                : Outcome.Next.now("initialize", work.memory());
    }

    /** Returns whether the check refuses the order. */
    public boolean refuses(@Body Outcome outcome) {
        return outcome instanceof Outcome.Refused;
    }
}
