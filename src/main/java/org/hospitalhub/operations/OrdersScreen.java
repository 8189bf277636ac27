package org.hospitalhub.operations;

import java.util.List;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Orders;
import org.hospitalhub.ledger.Services;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Orders by what an operator knows of them. */
@Screen
class OrdersScreen {

    private static final int PAGE_SIZE = 50;

    private final Orders orders;
    private final Operations operations;
    private final WaitingWords waiting;

    OrdersScreen(Orders orders, Operations operations, WaitingWords waiting) {
        this.orders = orders;
        this.operations = operations;
        this.waiting = waiting;
    }

    /** One line of the list. */
    record Line(Order order, WaitingWords.@Nullable Words waits) {}

    /** What was searched for, as it was typed. */
    record Search(String operation, String state, String batch, String q) {}

    @GetMapping("/orders")
    String list(
            @RequestParam(defaultValue = "") String operation,
            @RequestParam(defaultValue = "") String state,
            @RequestParam(defaultValue = "") String batch,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "0") int page,
            Authentication who,
            Model model) {
        String key = OrdersApi.blankToNull(q);
        if (key != null && orders.find(key).isPresent()) {
            return "redirect:/orders/" + key;
        }
        Orders.Page found = orders.list(
                new Orders.Query(
                        OrdersApi.blankToNull(operation),
                        OrdersApi.state(state),
                        OrdersApi.blankToNull(batch),
                        key,
                        Desk.onlyOf(who)),
                Math.max(0, page),
                PAGE_SIZE);
        List<Services.Standing> standings = waiting.standings();
        model.addAttribute("search", new Search(operation, state, batch, q));
        model.addAttribute("page", found);
        model.addAttribute(
                "lines",
                found.items().stream()
                        .map(order -> new Line(order, waiting.of(order, standings)))
                        .toList());
        model.addAttribute(
                "operations", operations.all().stream().map(Operation::name).toList());
        return "orders";
    }
}
