package org.hospitalhub.ehealth;

import static org.hospitalhub.ehealth.EhealthRules.rule;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hospitalhub.rules.Findings;
import org.hospitalhub.rules.Rule;

/** Start and end (eHealth description, rules 4, 5, 7.d and 7.f). */
final class PeriodRules {

    // As printed in the description, rule 4.a.
    private static final Pattern ISO_8601 = Pattern.compile(
            "^(\\d{4}(?!\\d{2}\\b))((-?)((0[1-9]|1[0-2])(\\3([12]\\d|0[1-9]|3[01]))?|W([0-4]\\d|5[0-2])(-?[1-7])?"
                    + "|(00[1-9]|0[1-9]\\d|[12]\\d{2}|3([0-5]\\d|6[1-6])))?)?$");
    private static final int PROLONGATION_MONTHS = 3;

    private PeriodRules() {}

    static List<Rule<ContractDraft>> all() {
        return List.of(
                rule(
                        EhealthRule.START_FORMAT,
                        (draft, findings) -> format(
                                draft.content().path("start_date"),
                                EhealthRule.START_FORMAT,
                                EhealthRule.START_EXISTS,
                                findings)),
                rule(
                        EhealthRule.END_FORMAT,
                        (draft, findings) -> format(
                                draft.content().path("end_date"),
                                EhealthRule.END_FORMAT,
                                EhealthRule.END_EXISTS,
                                findings)),
                rule(EhealthRule.START_GIVEN, PeriodRules::given),
                rule(EhealthRule.START_NOT_UPDATED, PeriodRules::notUpdated),
                rule(EhealthRule.START_YEAR, PeriodRules::year),
                rule(EhealthRule.END_AFTER_START, PeriodRules::order),
                rule(EhealthRule.PERIOD, PeriodRules::length),
                rule(EhealthRule.PROLONGATION_YEAR, PeriodRules::prolongationYear),
                rule(EhealthRule.PROLONGATION_END, PeriodRules::prolongationEnd));
    }

    private static void format(JsonNode date, EhealthRule format, EhealthRule exists, Findings findings) {
        if (!date.isTextual()) {
            return;
        }
        if (!ISO_8601.matcher(date.textValue()).matches()) {
            format.addTo(findings, date.textValue());
        } else if (ContractDraft.date(date).isEmpty()) {
            exists.addTo(findings, date.textValue());
        }
    }

    private static void given(ContractDraft draft, Findings findings) {
        if (draft.isAmendment()) {
            return;
        }
        if (!draft.content().has("start_date")) {
            EhealthRule.START_GIVEN.addTo(findings);
        }
        if (!draft.content().has("end_date")) {
            EhealthRule.END_GIVEN.addTo(findings);
        }
    }

    private static void notUpdated(ContractDraft draft, Findings findings) {
        if (draft.isAmendment() && draft.content().has("start_date")) {
            EhealthRule.START_NOT_UPDATED.addTo(findings);
        }
    }

    private static void year(ContractDraft draft, Findings findings) {
        int thisYear = draft.today().getYear();
        if (!draft.isAmendment()
                && draft.date("start_date")
                        .filter(date -> date.getYear() < thisYear || date.getYear() > thisYear + 1)
                        .isPresent()) {
            EhealthRule.START_YEAR.addTo(findings);
        }
    }

    private static void order(ContractDraft draft, Findings findings) {
        Optional<LocalDate> start = draft.date("start_date");
        Optional<LocalDate> end = draft.date("end_date");
        if (!draft.isAmendment()
                && start.isPresent()
                && end.isPresent()
                && end.get().isBefore(start.get())) {
            EhealthRule.END_AFTER_START.addTo(findings);
        }
    }

    private static void length(ContractDraft draft, Findings findings) {
        Optional<LocalDate> start = draft.date("start_date");
        Optional<LocalDate> end = draft.date("end_date");
        if (draft.isAmendment() || start.isEmpty() || end.isEmpty()) {
            return;
        }
        int most = draft.registryData()
                .parameter(draft.type().segment() + "_contract_max_period_day")
                .orElse(draft.maxDays());
        if (ChronoUnit.DAYS.between(start.get(), end.get()) > most) {
            EhealthRule.PERIOD.addTo(findings, most);
        }
    }

    private static void prolongationYear(ContractDraft draft, Findings findings) {
        Optional<LocalDate> end = draft.date("end_date");
        Optional<LocalDate> start =
                draft.amendedContract().flatMap(contract -> ContractDraft.date(contract.path("start_date")));
        if (draft.isAmendment() && end.isPresent() && start.isPresent()) {
            int years = end.get().getYear() - start.get().getYear();
            if (years < 0 || years > 1) {
                EhealthRule.PROLONGATION_YEAR.addTo(findings);
            }
        }
    }

    private static void prolongationEnd(ContractDraft draft, Findings findings) {
        Optional<LocalDate> end = draft.date("end_date");
        if (!draft.isAmendment() || end.isEmpty()) {
            return;
        }
        boolean late = draft.amendedContract()
                .flatMap(contract -> ContractDraft.date(contract.path("end_date")))
                .filter(before -> end.get().isAfter(before.plusMonths(PROLONGATION_MONTHS)))
                .isPresent();
        if (late || end.get().isBefore(draft.today())) {
            EhealthRule.PROLONGATION_END.addTo(findings);
        }
    }
}
