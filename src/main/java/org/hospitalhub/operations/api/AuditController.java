package org.hospitalhub.operations.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.hospitalhub.ledger.Audit;
import org.hospitalhub.operations.actions.InvalidRequestException;
import org.hospitalhub.operations.audit.FhirAuditEvents;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Serves the audit over HTTP: search, verification, FHIR export. */
@RestController
@RequestMapping("/api/audit")
@Tag(name = "audit")
public class AuditController {

    public static final int PAGE_SIZE = 100;

    private static final int EXPORT_PAGE = 1000;

    private final Audit audit;
    private final FhirAuditEvents events;
    private final ObjectMapper json;

    AuditController(Audit audit, FhirAuditEvents events, ObjectMapper json) {
        this.audit = audit;
        this.events = events;
        this.json = json;
    }

    @Operation(
            summary = "Lists entries by user, action, order and time, newest first, at most 100; "
                    + "?before=<number of the last one> returns the next page")
    @GetMapping
    List<Audit.Entry> list(@ParameterObject AuditSearch search, @RequestParam(required = false) @Nullable Long before) {
        return audit.list(search.query(before), PAGE_SIZE);
    }

    @Operation(
            summary =
                    "Verifies the chain of all entries; returns the first one that was changed or removed, and the head; "
                            + "?head=<number>:<hash> compares with a head noted earlier")
    @GetMapping("/verification")
    Audit.Verification verification(@RequestParam(required = false) @Nullable String head) {
        return audit.verify(head == null ? null : noted(head));
    }

    @Operation(
            summary = "Exports entries, oldest first, as FHIR R4 AuditEvent resources, one on each line (NDJSON); "
                    + "?after=<number> omits entries that were exported before")
    @GetMapping(path = "/fhir", produces = "application/fhir+ndjson")
    void export(@RequestParam(defaultValue = "0") long after, Authentication who, HttpServletResponse answer)
            throws IOException {
        audit.record(who.getName(), "export-audit", null, "after " + after);
        answer.setContentType("application/fhir+ndjson");
        List<Audit.Entry> page = audit.after(after, EXPORT_PAGE);
        while (!page.isEmpty()) {
            for (Audit.Entry entry : page) {
                answer.getOutputStream().write(json.writeValueAsBytes(events.event(entry)));
                answer.getOutputStream().write('\n');
            }
            page = audit.after(page.get(page.size() - 1).number(), EXPORT_PAGE);
        }
    }

    private static Audit.Head noted(String head) {
        try {
            return Audit.Head.parse(head);
        } catch (IllegalArgumentException unreadable) {
            throw new InvalidRequestException(Wording.of("HTTP.audit-head"));
        }
    }
}
