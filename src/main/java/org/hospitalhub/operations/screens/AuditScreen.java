package org.hospitalhub.operations.screens;

import java.util.List;
import org.hospitalhub.ledger.Audit;
import org.hospitalhub.operations.api.AuditController;
import org.hospitalhub.operations.api.AuditSearch;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Searches the audit. */
@Screen
@RequestMapping("/audit")
class AuditScreen {

    private final Audit audit;

    AuditScreen(Audit audit) {
        this.audit = audit;
    }

    @GetMapping
    String list(AuditSearch search, @RequestParam(required = false) @Nullable Long before, Model model) {
        List<Audit.Entry> entries = audit.list(search.query(before), AuditController.PAGE_SIZE);
        model.addAttribute("newest", before == null);
        model.addAttribute("search", search);
        model.addAttribute("actions", audit.actions());
        model.addAttribute("entries", entries);
        model.addAttribute(
                "before",
                entries.size() < AuditController.PAGE_SIZE
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
