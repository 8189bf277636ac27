package org.hospitalhub.operations.api;

import io.swagger.v3.oas.annotations.Parameter;
import org.hospitalhub.ledger.Audit;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;

/** The search terms of the audit, as typed; null or blank means any. */
public record AuditSearch(
        @Parameter(description = "name of the user") @Nullable
        String who,

        @Parameter(description = "name of the action, such as unmask") @Nullable
        String what,

        @Parameter(description = "id of the order") @Nullable
        String order,

        @Parameter(description = "start of the time range: 2026-11-21T09:30:00Z or 2026-11-21") @Nullable
        String from,

        @Parameter(description = "end of the time range, exclusive") @Nullable
        String to) {

    /**
     * Returns the query of the audit.
     *
     * @param before number of the last entry of the page before, null for the newest page
     */
    public Audit.Query query(@Nullable Long before) {
        return new Audit.Query(
                RequestParameters.blankToNull(who),
                RequestParameters.blankToNull(what),
                RequestParameters.blankToNull(order),
                RequestParameters.moment(from),
                RequestParameters.moment(to),
                before);
    }

    /** Address of the same search from another entry on, null for the newest. */
    public String at(@Nullable Long number) {
        UriComponentsBuilder url = UriComponentsBuilder.fromPath("/audit");
        add(url, "who", who);
        add(url, "what", what);
        add(url, "order", order);
        add(url, "from", from);
        add(url, "to", to);
        add(url, "before", number == null ? null : String.valueOf(number));
        return url.encode().toUriString();
    }

    private static void add(UriComponentsBuilder url, String name, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            url.queryParam(name, "{" + name + "}").uriVariables(java.util.Map.of(name, value));
        }
    }
}
