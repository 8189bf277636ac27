package org.hospitalhub.nhif;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operation.Attachments;
import org.hospitalhub.ledger.Operation.Checked;
import org.hospitalhub.ledger.Operation.Columns;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/** Checks and normalises orders for NHIF: everything that is wrong is said at once, before anything is sent. */
final class NhifCheck implements Operation.Check {

    static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final Set<String> FIELDS =
            Set.of("entry", "module", "version", "service", "parameters", "identity", "body");

    private final Catalogue catalogue;
    private final Set<String> identities;
    private final boolean submission;
    private final InstantSource clock;

    NhifCheck(Catalogue catalogue, Set<String> identities, boolean submission, InstantSource clock) {
        this.catalogue = catalogue;
        this.identities = identities;
        this.submission = submission;
        this.clock = clock;
    }

    @Override
    public Set<String> texts() {
        return FIELDS;
    }

    @Override
    public Columns columns() {
        return new Columns(FIELDS.stream().sorted().toList(), List.of("entry", "module", "service"));
    }

    /** Returns the field {@code body}: its text is not cleaned, because the document may be signed. */
    @Override
    public Set<String> verbatim() {
        return Set.of("body");
    }

    @Override
    public Checked check(JsonNode payload, Attachments attachments) {
        List<Finding> findings = new ArrayList<>();
        if (!payload.isObject()) {
            findings.add(Finding.error("NOT_AN_OBJECT", "$", Wording.of("PAYLOAD_NOT_AN_OBJECT")));
            return new Checked(payload, findings, null);
        }
        payload.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field)) {
                findings.add(Finding.warning("UNKNOWN_FIELD", "$." + field, Wording.of("UNKNOWN_FIELD.not-sent")));
            }
        });
        Optional<CatalogueEntry> entry = entry(payload, findings);
        List<String> parameters = new ParameterCheck(findings).read(payload.path("parameters"), entry, submission);
        NhifOrder order = new NhifOrder(
                text(payload, "entry"),
                segment(payload, "module", entry.map(CatalogueEntry::module), findings),
                segment(payload, "version", entry.map(CatalogueEntry::version), findings),
                segment(payload, "service", entry.map(CatalogueEntry::service), findings),
                parameters,
                identity(payload, findings),
                new DocumentCheck(catalogue.bodyLimit(), findings)
                        .read(payload.get("body"), entry, attachments, submission));
        boolean refused = findings.stream().anyMatch(Finding::refuses);
        return refused
                ? new Checked(payload, findings, null)
                : new Checked(order.toJson(), findings, question(order, entry));
    }

    private Optional<CatalogueEntry> entry(JsonNode payload, List<Finding> findings) {
        JsonNode name = payload.path("entry");
        if (name.isMissingNode() || name.isNull()) {
            return Optional.empty();
        }
        Optional<CatalogueEntry> entry = catalogue.entry(text(payload, "entry"));
        if (entry.isEmpty()) {
            findings.add(Finding.error("UNKNOWN_ENTRY", "$.entry", Wording.of("UNKNOWN_ENTRY")));
        } else if (entry.get().isSubmission() != submission) {
            String right = submission ? "nhif.query" : "nhif.submission";
            findings.add(Finding.error("WRONG_OPERATION", "$.entry", Wording.of("WRONG_OPERATION", right)));
        }
        return entry;
    }

    private String segment(JsonNode payload, String field, Optional<String> catalogued, List<Finding> findings) {
        JsonNode given = payload.path(field);
        if (given.isMissingNode() || given.isNull()) {
            if (catalogued.isEmpty() && payload.path("entry").isMissingNode()) {
                findings.add(Finding.error("REQUIRED", "$." + field, Wording.of("REQUIRED.entry")));
            }
            return catalogued.orElse("");
        }
        if (!ServicePath.isSegment(text(payload, field))) {
            findings.add(Finding.error("PATH_SEGMENT", "$." + field, Wording.of("PATH_SEGMENT")));
        } else if (catalogued.isPresent() && !catalogued.get().equals(given.asText())) {
            findings.add(Finding.error("ENTRY_DIFFERS", "$." + field, Wording.of("ENTRY_DIFFERS")));
        }
        return given.asText();
    }

    private @Nullable String identity(JsonNode payload, List<Finding> findings) {
        JsonNode given = payload.path("identity");
        boolean missing = given.isMissingNode()
                || given.isNull()
                || (given.isTextual() && given.asText().isEmpty());
        String name = missing ? catalogue.identity() : given.asText();
        if (!name.isEmpty() && !identities.contains(name)) {
            findings.add(Finding.error(
                    "UNKNOWN_IDENTITY",
                    "$.identity",
                    missing ? Wording.of("UNKNOWN_IDENTITY.default") : Wording.of("UNKNOWN_IDENTITY")));
        }
        return missing ? null : name;
    }

    /**
     * Returns what makes two orders the same question. The ledger knows one time of reuse for the whole operation, the catalogue
     * one for each service: the number of the service's present period is part of the question, so that an answer serves
     * until its period ends and never longer than its service allows.
     */
    private @Nullable ObjectNode question(NhifOrder order, Optional<CatalogueEntry> entry) {
        Duration reuse = entry.map(CatalogueEntry::reuse).orElse(Duration.ZERO);
        if (submission || reuse.isZero()) {
            return null;
        }
        ObjectNode question = order.toJson();
        // What one identity may see is not another's to read.
        question.put("identity", Optional.ofNullable(order.identity()).orElse(catalogue.identity()));
        return question.put("period", clock.millis() / reuse.toMillis());
    }

    private static @Nullable String text(JsonNode payload, String field) {
        return payload.path(field).isTextual() ? payload.path(field).asText() : null;
    }
}
