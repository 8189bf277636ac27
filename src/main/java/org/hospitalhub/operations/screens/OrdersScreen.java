package org.hospitalhub.operations.screens;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.List;
import java.util.Optional;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Orders;
import org.hospitalhub.ledger.Services;
import org.hospitalhub.ledger.SubjectHash;
import org.hospitalhub.operations.actions.OperatorActions;
import org.hospitalhub.operations.actions.WaitReasons;
import org.hospitalhub.operations.api.RequestParameters;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/** Lists and searches orders. */
@Screen
class OrdersScreen {

    private static final int PAGE_SIZE = 50;

    private final Orders orders;
    private final Operations operations;
    private final WaitReasons waiting;
    private final OperatorActions actions;

    OrdersScreen(Orders orders, Operations operations, WaitReasons waiting, OperatorActions actions) {
        this.orders = orders;
        this.operations = operations;
        this.waiting = waiting;
        this.actions = actions;
    }

    /** One line of the list. */
    record Line(Order order, WaitReasons.@Nullable Words waits) {}

    /**
     * The search as it was typed; of a patient search only its number in this session.
     *
     * @param from first moment of acceptance, {@code 2026-11-21T09:30} where the hub stands
     * @param to moment before which it was accepted
     */
    record Search(
            @Nullable String operation,
            @Nullable String state,
            @Nullable String batch,
            @Nullable String q,
            @Nullable String from,
            @Nullable String to,
            @Nullable String patient) {

        /** Returns the same search at another page. */
        public String at(int page) {
            UriComponentsBuilder url = UriComponentsBuilder.fromPath("/orders");
            add(url, "operation", operation);
            add(url, "state", state);
            add(url, "batch", batch);
            add(url, "q", q);
            add(url, "from", from);
            add(url, "to", to);
            add(url, "patient", patient);
            return url.queryParam("page", page).encode().toUriString();
        }

        private static void add(UriComponentsBuilder url, String name, @Nullable String value) {
            if (value != null && !value.isBlank()) {
                url.queryParam(name, "{" + name + "}").uriVariables(java.util.Map.of(name, value));
            }
        }
    }

    @GetMapping("/orders")
    String list(
            Search search,
            @RequestParam(defaultValue = "0") int page,
            Authentication who,
            HttpServletRequest request,
            Model model) {
        String key = RequestParameters.blankToNull(search.q());
        if (key != null && orders.find(key).isPresent()) {
            return "redirect:/orders/" + key;
        }
        Optional<List<SubjectHash>> about = about(search, who, request.getSession(false));
        Orders.Page found = about.map(hashes -> found(search, hashes, page, who))
                .orElseGet(() -> new Orders.Page(List.of(), 0, 0, 0));
        List<Services.ServiceStatus> standings = waiting.standings();
        model.addAttribute("search", search);
        model.addAttribute("page", found);
        model.addAttribute("gone", about.isEmpty());
        model.addAttribute(
                "lines",
                found.items().stream()
                        .map(order -> new Line(order, waiting.of(order, standings)))
                        .toList());
        model.addAttribute(
                "operations", operations.all().stream().map(Operation::name).toList());
        return "orders";
    }

    /** No hashes without a patient search; empty when the search is not of this session. */
    private static Optional<List<SubjectHash>> about(Search search, Authentication who, @Nullable HttpSession session) {
        String patient = RequestParameters.blankToNull(search.patient());
        return patient == null
                ? Optional.of(List.of())
                : SessionPatientSearches.find(session, patient).filter(hashes -> OperatorActions.onlyOf(who) == null);
    }

    private Orders.Page found(Search search, List<SubjectHash> about, int page, Authentication who) {
        Orders.Query query = new Orders.Query(
                        RequestParameters.blankToNull(search.operation()),
                        RequestParameters.state(search.state()),
                        RequestParameters.blankToNull(search.batch()),
                        RequestParameters.blankToNull(search.q()),
                        OperatorActions.onlyOf(who))
                .within(RequestParameters.moment(search.from()), RequestParameters.moment(search.to()))
                .about(about);
        return orders.list(query, Math.max(0, page), PAGE_SIZE);
    }

    /**
     * Looks for a patient. Posted and answered with another address, so that neither names nor numbers stand in an
     * address, a history or a log; the audit keeps the hashes.
     */
    @PostMapping("/orders/search")
    String search(
            @RequestParam(defaultValue = "") String familyName,
            @RequestParam(defaultValue = "") String birthDate,
            @RequestParam(defaultValue = "") String number,
            Authentication who,
            HttpServletRequest request) {
        List<SubjectHash> hashes = actions.searchPatient(familyName, birthDate, number, who);
        return hashes.isEmpty()
                ? "redirect:/orders?nobody"
                : "redirect:/orders?patient="
                        + SessionPatientSearches.of(request.getSession()).keep(hashes);
    }
}
