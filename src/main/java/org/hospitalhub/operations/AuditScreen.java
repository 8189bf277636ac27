package org.hospitalhub.operations;

import java.util.List;
import org.hospitalhub.ledger.Audit;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Who saw or did what. */
@Screen
@RequestMapping("/audit")
class AuditScreen {

    private final Audit audit;

    AuditScreen(Audit audit) {
        this.audit = audit;
    }

    @GetMapping
    String list(
            @RequestParam(defaultValue = "") String who,
            @RequestParam(defaultValue = "") String order,
            @RequestParam(required = false) @Nullable Long before,
            Model model) {
        List<Audit.Entry> entries = audit.list(
                new Audit.Query(OrdersApi.blankToNull(who), OrdersApi.blankToNull(order), before), AuditApi.PAGE_SIZE);
        model.addAttribute("who", who);
        model.addAttribute("order", order);
        model.addAttribute("entries", entries);
        model.addAttribute(
                "before",
                entries.size() < AuditApi.PAGE_SIZE
                        ? null
                        : entries.get(entries.size() - 1).number());
        return "audit";
    }

    @GetMapping("/verification")
    String verification(Model model) {
        model.addAttribute("verification", audit.verify());
        return "audit :: verified";
    }
}
