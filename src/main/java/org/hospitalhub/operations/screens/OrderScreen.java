package org.hospitalhub.operations.screens;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Orders;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.State;
import org.hospitalhub.operations.actions.InvalidCorrectionException;
import org.hospitalhub.operations.actions.InvalidRequestException;
import org.hospitalhub.operations.actions.ManualResultParser;
import org.hospitalhub.operations.actions.OperatorActions;
import org.hospitalhub.operations.actions.PayloadFields;
import org.hospitalhub.operations.actions.WaitReasons;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/** Shows one order: its history, its masked data, and the possible actions. */
@Screen
@RequestMapping("/orders/{id}")
class OrderScreen {

    /** The prefix of the names of the correction's inputs; the rest is the JSON pointer of the field. */
    private static final String AT = "at:";

    private final Orders orders;
    private final OperatorActions actions;
    private final PayloadFields fields;
    private final WaitReasons waiting;
    private final ManualResultParser answers;

    OrderScreen(
            Orders orders,
            OperatorActions actions,
            PayloadFields fields,
            WaitReasons waiting,
            ManualResultParser answers) {
        this.orders = orders;
        this.actions = actions;
        this.fields = fields;
        this.waiting = waiting;
        this.answers = answers;
    }

    @GetMapping
    ModelAndView one(@PathVariable String id, Authentication who) {
        return page(actions.order(id, who), null, List.of());
    }

    /** Answered with a page and not with a redirect: patient data must not stand in a browser's history. */
    @PostMapping("/unmask")
    ModelAndView unmask(@PathVariable String id, @RequestParam String why, Authentication who) {
        byte[] payload = actions.unmask(id, why, who).orElse(null);
        return page(actions.order(id, who), payload, List.of());
    }

    @PostMapping("/replay")
    ModelAndView replay(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String why,
            @RequestParam Map<String, String> form,
            Authentication who) {
        Map<String, String> changes = changes(form);
        byte[] payload = changes.isEmpty() ? null : corrected(id, changes, who);
        try {
            actions.replay(id, payload, why, who);
        } catch (InvalidCorrectionException refused) {
            ModelAndView page = page(actions.order(id, who), null, refused.findings());
            page.setStatus(HttpStatus.UNPROCESSABLE_CONTENT);
            page.addObject("entered", changes);
            return page;
        }
        return new ModelAndView("redirect:/orders/" + id);
    }

    @PostMapping("/cancel")
    String cancel(@PathVariable String id, @RequestParam(defaultValue = "") String why, Authentication who) {
        actions.cancel(id, why, who);
        return "redirect:/orders/" + id;
    }

    /** Of an unsure order: it had arrived. */
    @PostMapping("/arrived")
    String arrived(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String number,
            @RequestParam(defaultValue = "") String answer,
            @RequestParam(defaultValue = "") String why,
            Authentication who) {
        actions.completeArrived(id, answers.read(number, answer), why, who);
        return "redirect:/orders/" + id;
    }

    private static Map<String, String> changes(Map<String, String> form) {
        Map<String, String> changes = new TreeMap<>();
        form.forEach((name, value) -> {
            if (name.startsWith(AT) && !value.isBlank()) {
                changes.put(name.substring(AT.length()), value.strip());
            }
        });
        String further = form.getOrDefault("field", "");
        if (!further.isBlank()) {
            changes.put(further.strip(), form.getOrDefault("value", "").strip());
        }
        return changes;
    }

    private byte[] corrected(String id, Map<String, String> changes, Authentication who) {
        byte[] payload = actions.payload(actions.order(id, who).id())
                .orElseThrow(() -> new InvalidRequestException(Wording.of("HTTP.pruned")));
        return fields.changed(payload, changes);
    }

    private ModelAndView page(Order order, byte @Nullable [] unmasked, List<Finding> refused) {
        ModelAndView page = new ModelAndView("order");
        page.addObject("order", order);
        page.addObject("attempts", orders.attempts(order.id()));
        page.addObject("waits", waiting.of(order, waiting.standings()));
        page.addObject("unmasked", unmasked != null);
        page.addObject("fields", unmasked == null ? masked(order.id()) : fields.of(unmasked, false));
        page.addObject("result", result(order.id(), unmasked == null));
        page.addObject("refused", refused);
        page.addObject("entered", Map.of());
        page.addObject(
                "unsure",
                order.state() == State.PARKED
                        && order.problem() != null
                        && order.problem().code().equals(Problem.UNSURE));
        page.addObject("parked", order.state() == State.PARKED);
        page.addObject("cancellable", !order.state().ended() || order.state() == State.PARKED);
        return page;
    }

    private List<PayloadFields.Field> masked(String id) {
        return actions.payload(id).map(payload -> fields.of(payload, true)).orElse(List.of());
    }

    private List<PayloadFields.Field> result(String id, boolean masked) {
        ObjectNode result = orders.result(id).orElse(null);
        return result == null ? List.of() : fields.of(result.toString().getBytes(StandardCharsets.UTF_8), masked);
    }
}
