package org.hospitalhub.n3;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Work;
import org.hospitalhub.rules.Field;
import org.hospitalhub.rules.Finding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the result of an order out of N3's report that the work is done. */
final class N3Result {

    private static final Logger LOG = LoggerFactory.getLogger(N3Result.class);
    private static final String DONE = "Выполнено";

    private N3Result() {}

    /** Tells what the report says; empty when it makes no sense. */
    static Optional<Outcome> read(Work work, N3Json report) {
        return switch (N3Operation.named(work.order().operation())) {
            case SNILS -> snils(report);
            case SNILS_VALIDATE -> verdict(report);
            case UNITED_POLICY_NUMBER -> policy(work, report);
        };
    }

    private static Optional<Outcome> snils(N3Json report) {
        String snils = Snils.plain(report.digits("snils", 11));
        if (report.nested("snils")) {
            return Optional.empty();
        }
        if (snils.isEmpty()) {
            return Optional.of(notFound("N3 found no SNILS for this patient: compare names, dates and document."));
        }
        return switch (Snils.judge(snils)) {
            case NOT_ELEVEN_DIGITS, ALL_ZEROS -> Optional.empty();
            case WRONG_CHECK_NUMBER -> {
                // The register is the authority, but a person may wonder later; test stands answer such numbers.
                LOG.warn("N3 answered a SNILS whose check number does not fit");
                yield Optional.of(new Outcome.Done(result().put("snils", snils)));
            }
            case VALID, UNVERIFIABLE -> Optional.of(new Outcome.Done(result().put("snils", snils)));
        };
    }

    private static Optional<Outcome> verdict(N3Json report) {
        return switch (report.digits("result", 1).toLowerCase(Locale.ROOT)) {
            case "true", "1" -> Optional.of(new Outcome.Done(result().put("result", true)));
            case "false", "0" -> Optional.of(new Outcome.Done(result().put("result", false)));
            default -> Optional.empty();
        };
    }

    private static Optional<Outcome> policy(Work work, N3Json report) {
        String number = report.digits("unitedPolicyNumber", 16).replaceAll("[\\s-]", "");
        if (report.nested("unitedPolicyNumber")) {
            return Optional.empty();
        }
        if (number.isEmpty()) {
            return Optional.of(notFound("N3 found no policy for this patient: compare names, dates and document."));
        }
        if (!number.matches("[0-9]{16}")) {
            return Optional.empty();
        }
        remark(work, number);
        ObjectNode result = result().put("unitedPolicyNumber", number);
        for (String field : List.of("region", "insuranceOrganization", "startDate", "endDate")) {
            String text = field.equals("region") ? report.digits(field, 5) : report.text(field);
            if (!text.isEmpty()) {
                result.put(field, text);
            }
        }
        return Optional.of(new Outcome.Done(result));
    }

    /** Doubts about a policy number are only remarked on: old layouts and re-issued numbers are real (docs/contracts/n3.md A6). */
    private static void remark(Work work, String number) {
        String id = work.order().id();
        if (!Enp.valid(number)) {
            LOG.warn("The policy number answered to order {} has a check digit that does not fit", id);
        }
        Optional<LocalDate> birth = N3Json.read(new String(work.payload(), StandardCharsets.UTF_8))
                .flatMap(payload -> new Field("$.patient.birthDate", payload.text("birthDate")).date());
        Optional<LocalDate> encoded = Enp.decode(number).map(Enp.Decoded::birthDate);
        if (birth.isPresent() && encoded.isPresent() && !birth.equals(encoded)) {
            LOG.info("The policy number answered to order {} was made for another birth date", id);
        }
    }

    private static ObjectNode result() {
        return JsonNodeFactory.instance.objectNode().put("status", DONE);
    }

    private static Outcome notFound(String message) {
        return new Outcome.Refused(List.of(Finding.error("NOT_FOUND", "$", message)));
    }
}
