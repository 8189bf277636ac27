package org.hospitalhub.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hospitalhub.rules.Findings;
import org.hospitalhub.rules.Rule;
import org.hospitalhub.rules.RuleSet;

/** The rules that can be checked before sending, for each kind of contract. */
final class EhealthRules {

    private final RuleSet<ContractDraft> capitation;
    private final RuleSet<ContractDraft> reimbursement;

    /**
     * Puts the rules together.
     *
     * @param fourGroupNumbers whether contract numbers with a fourth group pass
     */
    EhealthRules(boolean fourGroupNumbers) {
        ContentSchema capitationSchema = ContentSchema.of(ContractType.CAPITATION);
        ContentSchema reimbursementSchema = ContentSchema.of(ContractType.REIMBURSEMENT);
        List<Rule<ContractDraft>> common = new ArrayList<>();
        common.add(rule(EhealthRule.TYPE_ALLOWED, EhealthRules::type));
        common.addAll(PeriodRules.all());
        common.addAll(ContractRules.all(fourGroupNumbers));
        common.add(rule(EhealthRule.OWNER, EhealthRules::owner));
        common.add(rule(EhealthRule.MFO, EhealthRules::mfo));
        common.add(rule(EhealthRule.FORM_IN_DICTIONARY, EhealthRules::form));
        capitation = new RuleSet<>(Stream.of(
                        Stream.of(rule(EhealthRule.SCHEMA, capitationSchema::check)),
                        common.stream(),
                        DivisionRules.all().stream())
                .flatMap(each -> each)
                .toList());
        reimbursement = new RuleSet<>(Stream.of(
                        Stream.of(
                                rule(EhealthRule.SCHEMA, reimbursementSchema::check),
                                rule(EhealthRule.DIVISIONS_NOT_ALLOWED, EhealthRules::noDivisions)),
                        common.stream(),
                        ProgramRules.all().stream())
                .flatMap(each -> each)
                .toList());
    }

    /** Returns the rules for a kind of contract. */
    RuleSet<ContractDraft> of(ContractType type) {
        return type == ContractType.CAPITATION ? capitation : reimbursement;
    }

    static Rule<ContractDraft> rule(EhealthRule rule, Rule.Check<ContractDraft> check) {
        return new Rule<>(rule.name(), rule.source(), check);
    }

    private static void type(ContractDraft draft, Findings findings) {
        String entityType = draft.entity().type();
        if (!draft.type().entityTypes().contains(entityType)) {
            findings.error(
                    EhealthRule.TYPE_ALLOWED.code(),
                    "$.legal_entity",
                    EhealthRule.TYPE_ALLOWED.wording(draft.type().name(), entityType));
        }
    }

    private static void noDivisions(ContractDraft draft, Findings findings) {
        if (draft.content().has("contractor_divisions")) {
            EhealthRule.DIVISIONS_NOT_ALLOWED.addTo(findings);
        }
    }

    private static void owner(ContractDraft draft, Findings findings) {
        String id = draft.text("contractor_owner_id");
        if (id.isEmpty() || !draft.registryData().knows("employees")) {
            return;
        }
        boolean active = draft.registryData()
                .row("employees", id)
                .filter(row -> draft.registryData().isOwn(row, "legal_entity_id"))
                .filter(row -> Set.of("OWNER", "ADMIN")
                        .contains(row.path("employee_type").asText()))
                .filter(row -> row.path("status").asText().equals("APPROVED"))
                .filter(row -> row.path("is_active").asBoolean(true))
                .isPresent();
        if (!active) {
            EhealthRule.OWNER.addTo(findings);
        }
    }

    private static void mfo(ContractDraft draft, Findings findings) {
        JsonNode details = draft.content().path("contractor_payment_details");
        String account = details.path("payer_account").asText("");
        boolean iban = account.matches("UA[0-9]{22}|UA[0-9]{27}");
        if (details.isObject() && !iban && !details.has("MFO")) {
            EhealthRule.MFO.addTo(findings);
        }
    }

    private static void form(ContractDraft draft, Findings findings) {
        String form = draft.text("id_form");
        if (draft.content().path("id_form").isTextual()
                && !draft.registryData().dictionary(draft.type()).contains(form)) {
            EhealthRule.FORM_IN_DICTIONARY.addTo(findings);
        }
    }

    /** Returns whether a value stands twice. */
    static boolean hasDuplicates(List<String> values) {
        Set<String> seen = new HashSet<>();
        return !values.stream().allMatch(seen::add);
    }
}
