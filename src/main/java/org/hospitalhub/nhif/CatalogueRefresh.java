package org.hospitalhub.nhif;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.hospitalhub.ledger.Acceptance;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.NewOrder;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Orders;
import org.hospitalhub.ledger.Owners;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.ledger.State;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Asks for nomenclatures of the catalogue on their schedule, so that their answers lie ready. These are orders like all others,
 * of owner {@value #OWNER}. Their key names the moment they were due, so several nodes, or a restarted one, ask once.
 */
final class CatalogueRefresh {

    static final String OWNER = Owners.CATALOGUE;

    private final Catalogue catalogue;
    private final Operations operations;
    private final Acceptance acceptance;
    private final Orders orders;
    private final InstantSource clock;
    private final Map<String, Instant> asked = new HashMap<>();
    private final Instant started;

    CatalogueRefresh(
            Catalogue catalogue, Operations operations, Acceptance acceptance, Orders orders, InstantSource clock) {
        this.catalogue = catalogue;
        this.operations = operations;
        this.acceptance = acceptance;
        this.orders = orders;
        this.clock = clock;
        this.started = clock.instant();
    }

    /** Asks for what is due. One that has not ended, or waits for a person, is not asked for a second time. */
    @Scheduled(fixedDelay = 30_000, initialDelay = 30_000)
    synchronized void look() {
        operations
                .find(NhifServiceConfiguration.QUERY)
                .filter(query -> query.off() == null)
                .ifPresent(this::look);
    }

    private void look(Operation query) {
        catalogue.catalogue().forEach((name, entry) -> {
            RefreshTime time = entry.refreshTime();
            Instant last = asked.getOrDefault(name, time.first(started));
            Instant now = clock.instant();
            time.due(last, now).filter(due -> !isOpen(query, name)).ifPresent(due -> {
                asked.put(name, due);
                ask(query, name, entry, due);
            });
        });
    }

    private boolean isOpen(Operation query, String name) {
        return Stream.of(State.ACCEPTED, State.WORKING, State.WAITING, State.PARKED)
                .map(state -> new Orders.Query(query.name(), state, null, null, OWNER))
                .flatMap(open -> orders.list(open, 0, 1000).items().stream())
                .anyMatch(order -> order.key().startsWith(key(name)));
    }

    private void ask(Operation query, String name, CatalogueEntry entry, Instant due) {
        ObjectNode payload = NhifCheck.JSON.createObjectNode().put("entry", name);
        entry.refreshWith().forEach(payload.putArray("parameters")::add);
        Operation.Checked checked = query.check().check(payload, Operation.Attachments.NONE);
        acceptance.accept(new NewOrder(
                query.name(),
                key(name) + due,
                Priority.BATCH,
                OWNER,
                checked.payload().toString().getBytes(StandardCharsets.UTF_8),
                checked.findings(),
                checked.reuseKey(),
                new Address.Ask(),
                null));
    }

    private static String key(String name) {
        return OWNER + "/" + name + "/";
    }
}
