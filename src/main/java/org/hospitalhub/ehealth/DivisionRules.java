package org.hospitalhub.ehealth;

import static org.hospitalhub.ehealth.EhealthRules.rule;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hospitalhub.rules.Findings;
import org.hospitalhub.rules.Rule;
import org.hospitalhub.rules.Wording;

/** Divisions and external contractors of a capitation contract (eHealth description, rules 3, 11 and 12). */
final class DivisionRules {

    private static final String DIVISIONS = "contractor_divisions";
    private static final String EXTERNAL = "external_contractors";
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    private DivisionRules() {}

    static List<Rule<ContractDraft>> all() {
        return List.of(
                rule(EhealthRule.DIVISION_OWN_AND_ACTIVE, DivisionRules::active),
                rule(EhealthRule.DIVISION_ONCE, (draft, findings) -> {
                    if (EhealthRules.hasDuplicates(draft.texts(DIVISIONS))) {
                        EhealthRule.DIVISION_ONCE.addTo(findings);
                    }
                }),
                rule(EhealthRule.EXTERNAL_DIVISION, DivisionRules::externalDivisions),
                rule(EhealthRule.EXTERNAL_EXPIRY, DivisionRules::expiry),
                rule(EhealthRule.EXTERNAL_FLAG, DivisionRules::flag));
    }

    private static void active(ContractDraft draft, Findings findings) {
        List<String> divisions = draft.texts(DIVISIONS);
        for (int i = 0; draft.registryData().knows("divisions") && i < divisions.size(); i++) {
            boolean active = draft.registryData()
                    .row("divisions", divisions.get(i))
                    .filter(row -> draft.registryData().isOwn(row, "legal_entity_id"))
                    .filter(row -> row.path("status").asText().equalsIgnoreCase("active"))
                    .isPresent();
            if (!active) {
                EhealthRule.DIVISION_OWN_AND_ACTIVE.addAt("$." + DIVISIONS + "[" + i + "]", findings);
            }
        }
    }

    private static void externalDivisions(ContractDraft draft, Findings findings) {
        List<String> divisions = draft.texts(DIVISIONS);
        JsonNode contractors = draft.content().path(EXTERNAL);
        for (int i = 0; i < contractors.size(); i++) {
            JsonNode given = contractors.path(i).path("divisions");
            for (int j = 0; j < given.size(); j++) {
                if (given.path(j).hasNonNull("id")
                        && !divisions.contains(given.path(j).path("id").asText())) {
                    EhealthRule.EXTERNAL_DIVISION.addAt(
                            "$." + EXTERNAL + "[" + i + "].divisions[" + j + "].id", findings);
                }
            }
        }
    }

    private static void expiry(ContractDraft draft, Findings findings) {
        dates(draft, findings);
        Optional<LocalDate> start = draft.isAmendment()
                ? draft.amendedContract().flatMap(contract -> ContractDraft.date(contract.path("start_date")))
                : draft.date("start_date");
        JsonNode contractors = draft.content().path(EXTERNAL);
        for (int i = 0; start.isPresent() && i < contractors.size(); i++) {
            boolean early = ContractDraft.date(
                            contractors.path(i).path("contract").path("expires_at"))
                    .filter(expires -> !expires.isAfter(start.get()))
                    .isPresent();
            if (early) {
                EhealthRule.EXTERNAL_EXPIRY.addAt("$." + EXTERNAL + "[" + i + "].contract.expires_at", findings);
            }
        }
    }

    /** A day that does not exist passes the schema's pattern, and only the service finds it. */
    private static void dates(ContractDraft draft, Findings findings) {
        JsonNode contractors = draft.content().path(EXTERNAL);
        for (int i = 0; i < contractors.size(); i++) {
            for (String field : List.of("issued_at", "expires_at")) {
                JsonNode date = contractors.path(i).path("contract").path(field);
                if (DAY.matcher(date.asText()).matches()
                        && ContractDraft.date(date).isEmpty()) {
                    findings.error(
                            EhealthRule.SCHEMA.code(),
                            EhealthRule.payloadPath("$." + EXTERNAL + "[" + i + "].contract." + field),
                            Wording.of("EHEALTH_SCHEMA.date", date.asText()));
                }
            }
        }
    }

    private static void flag(ContractDraft draft, Findings findings) {
        JsonNode flag = draft.content().path("external_contractor_flag");
        boolean contractors = draft.content().hasNonNull(EXTERNAL);
        boolean readable = flag.isMissingNode() || flag.isBoolean();
        if (readable && flag.asBoolean(false) != contractors) {
            EhealthRule.EXTERNAL_FLAG.addTo(findings);
        }
    }
}
