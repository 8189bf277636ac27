package org.hospitalhub.operations.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hospitalhub.calls.LargeData;
import org.hospitalhub.ledger.Audit;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.OrderJson;
import org.hospitalhub.ledger.Orders;
import org.hospitalhub.ledger.Services;
import org.hospitalhub.ledger.State;
import org.hospitalhub.operations.access.Roles;
import org.hospitalhub.operations.actions.PayloadFields;
import org.hospitalhub.operations.actions.WaitReasons;
import org.hospitalhub.operations.audit.RequestAudit;
import org.hospitalhub.rules.Languages;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;

/**
 * Builds the order JSON that a user may see (docs/security.md): the result unmasked only for the owner, AUDITOR and ADMIN, each
 * such read audited before the response leaves; masked for everybody else, as on the screens.
 */
final class AuthorizedOrderJson {

    /** The word in the audit for a result that somebody was given. */
    static final String READ = "read-result";

    private static final String WHY = "why";

    private final Orders orders;
    private final PayloadFields fields;
    private final Audit audit;
    private final RequestLanguages languages;
    private final WaitReasons waiting;

    AuthorizedOrderJson(
            Orders orders, PayloadFields fields, Audit audit, RequestLanguages languages, WaitReasons waiting) {
        this.orders = orders;
        this.fields = fields;
        this.audit = audit;
        this.languages = languages;
        this.waiting = waiting;
    }

    /** Returns the JSON of one order for the caller of this thread's request. */
    ObjectNode of(Order order, Authentication who) {
        return of(order, who, RequestAudit.caller(), languages.current());
    }

    /**
     * Returns the JSON of one order.
     *
     * @param caller network address of the reader, null when unknown
     * @param asked languages of the reader
     */
    ObjectNode of(Order order, Authentication who, @Nullable String caller, Languages asked) {
        Optional<ObjectNode> result = orders.result(order.id());
        boolean clear = seesResult(order, who);
        if (clear && result.isPresent()) {
            audit.record(who.getName(), READ, order.id(), null, caller);
        }
        return json(order, result, clear, asked, waits(order) ? waiting.standings() : List.of());
    }

    /**
     * Returns the JSON of each order; the audit gets one entry for each result that is shown in the clear. A large result is left
     * out, and {@code resultBytes} says so: fifty of them would fill the heap.
     */
    List<ObjectNode> of(List<Order> listed, Authentication who) {
        Languages asked = languages.current();
        List<Services.ServiceStatus> standings =
                listed.stream().anyMatch(AuthorizedOrderJson::waits) ? waiting.standings() : List.of();
        List<ObjectNode> views = new ArrayList<>();
        List<String> read = new ArrayList<>();
        for (Order order : listed) {
            long bytes = orders.resultBytes(order.id());
            if (bytes > LargeData.large()) {
                views.add(json(order, Optional.empty(), false, asked, standings).put("resultBytes", bytes));
                continue;
            }
            Optional<ObjectNode> result = orders.result(order.id());
            boolean clear = seesResult(order, who);
            if (clear && result.isPresent()) {
                read.add(order.id());
            }
            views.add(json(order, result, clear, asked, standings));
        }
        if (!read.isEmpty()) {
            audit.recordAll(who.getName(), READ, read, RequestAudit.caller());
        }
        return views;
    }

    private ObjectNode json(
            Order order,
            Optional<ObjectNode> result,
            boolean clear,
            Languages asked,
            List<Services.ServiceStatus> standings) {
        ObjectNode json = OrderJson.of(
                order, result.map(node -> clear ? node : fields.masked(node)).orElse(null), asked);
        if (waits(order) && json.path(WHY).isNull()) {
            WaitReasons.Words words = waiting.of(order, standings);
            Wording why = words == null ? null : words.sentence();
            json.put(WHY, why == null ? null : why.in(asked));
        }
        return json;
    }

    private static boolean waits(Order order) {
        return order.state() == State.ACCEPTED || order.state() == State.WAITING;
    }

    private static boolean seesResult(Order order, Authentication who) {
        return order.owner().equals(who.getName()) || Roles.hasAny(who, Roles.AUDITOR, Roles.ADMIN);
    }
}
