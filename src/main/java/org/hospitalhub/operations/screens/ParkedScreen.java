package org.hospitalhub.operations.screens;

import java.util.List;
import org.hospitalhub.ledger.Numbers;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Orders;
import org.hospitalhub.ledger.State;
import org.hospitalhub.operations.actions.OperatorActions;
import org.springframework.security.core.Authentication;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Lists parked orders grouped by cause; replays or cancels a whole group. */
@Screen
@RequestMapping("/parked")
class ParkedScreen {

    /** A click does at most so many, so that it ends while somebody waits for it. */
    static final int AT_ONCE = 500;

    private static final int SHOWN = 20;

    private final Numbers numbers;
    private final Orders orders;
    private final OperatorActions actions;

    ParkedScreen(Numbers numbers, Orders orders, OperatorActions actions) {
        this.numbers = numbers;
        this.orders = orders;
        this.actions = actions;
    }

    @GetMapping
    String groups(Model model) {
        model.addAttribute("groups", numbers.parked());
        return "parked";
    }

    /** Returns the page of the dry run: the number of orders and the newest of them; changes nothing. */
    @GetMapping("/{code}")
    String group(@PathVariable String code, @RequestParam String operation, Model model) {
        Orders.Page page = orders.list(query(code, operation), 0, SHOWN);
        model.addAttribute("code", code);
        model.addAttribute("operation", operation);
        model.addAttribute("total", page.total());
        model.addAttribute("affected", Math.min(page.total(), AT_ONCE));
        model.addAttribute("orders", page.items());
        return "parked-group";
    }

    @PostMapping("/{code}/replay")
    String replay(
            @PathVariable String code,
            @RequestParam String operation,
            @RequestParam(defaultValue = "") String why,
            Authentication who,
            RedirectAttributes redirect) {
        return all(code, operation, redirect, order -> actions.replay(order.id(), null, why, who));
    }

    @PostMapping("/{code}/cancel")
    String cancel(
            @PathVariable String code,
            @RequestParam String operation,
            @RequestParam(defaultValue = "") String why,
            Authentication who,
            RedirectAttributes redirect) {
        return all(code, operation, redirect, order -> actions.cancel(order.id(), why, who));
    }

    private interface OrderAction {
        Order on(Order order);
    }

    private String all(String code, String operation, RedirectAttributes redirect, OrderAction action) {
        List<Order> group = orders.list(query(code, operation), 0, AT_ONCE).items();
        redirect.addFlashAttribute(
                "done", group.stream().filter(order -> done(order, action)).count());
        redirect.addFlashAttribute("of", group.size());
        return "redirect:/parked";
    }

    /** Somebody else may have been faster with one of them. */
    private static boolean done(Order order, OrderAction action) {
        try {
            action.on(order);
            return true;
        } catch (Orders.WrongMomentException late) {
            return false;
        }
    }

    private static Orders.Query query(String code, String operation) {
        return new Orders.Query(operation, State.PARKED, null, null, null, code);
    }
}
