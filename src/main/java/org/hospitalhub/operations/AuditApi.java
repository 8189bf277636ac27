package org.hospitalhub.operations;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.hospitalhub.ledger.Audit;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who saw or did what, over HTTP. */
@RestController
@RequestMapping("/api/audit")
@Tag(name = "audit")
class AuditApi {

    static final int PAGE_SIZE = 100;

    private final Audit audit;

    AuditApi(Audit audit) {
        this.audit = audit;
    }

    @Operation(summary = "Lists entries, newest first; ?before=<number of the last one> gives the next page")
    @GetMapping
    List<Audit.Entry> list(
            @RequestParam(required = false) @Nullable String who,
            @RequestParam(required = false) @Nullable String order,
            @RequestParam(required = false) @Nullable Long before) {
        return audit.list(new Audit.Query(who, order, before), PAGE_SIZE);
    }

    @Operation(
            summary = "Walks the chain of all entries and tells the first one that was changed or taken away, and the head; "
                    + "?head=<number>:<hash> is a head that was noted before")
    @GetMapping("/verification")
    Audit.Verification verification(@RequestParam(required = false) @Nullable String head) {
        return audit.verify(head == null ? null : noted(head));
    }

    private static Audit.Head noted(String head) {
        try {
            return Audit.Head.parse(head);
        } catch (IllegalArgumentException unreadable) {
            throw new BadQuestionException(String.valueOf(unreadable.getMessage()));
        }
    }
}
