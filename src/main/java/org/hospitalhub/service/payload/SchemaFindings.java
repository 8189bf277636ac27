package org.hospitalhub.service.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ValidationMessage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Finding.Severity;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/** Converts the validator's messages to findings with codes and texts of the schema or the hub, and paths of the payload. */
final class SchemaFindings {

    private static final int MOST = 200;
    private static final int MOST_UNKNOWN = 20;
    private static final Set<String> OF_A_FIELD =
            Set.of("required", "dependentRequired", "additionalProperties", "unevaluatedProperties");

    private final SchemaDocuments documents;
    private final PayloadContext context;

    SchemaFindings(SchemaDocuments documents, PayloadContext context) {
        this.documents = documents;
        this.context = context;
    }

    /**
     * A finding with the failed keyword.
     *
     * @param base path of the object with the keyword
     */
    private record Made(Finding finding, SchemaViolation breach, String base) {
        boolean of(String keyword) {
            return breach.keyword().equals(keyword);
        }
    }

    List<Finding> of(Collection<ValidationMessage> messages, Normalised payload) {
        List<SchemaViolation> breaches = messages.stream()
                .limit(MOST * 10L)
                .map(message -> SchemaViolation.of(message, documents))
                .toList();
        List<Made> made = new ArrayList<>();
        for (SchemaViolation breach : BranchSelection.nearest(breaches)) {
            int depth = Math.min(breach.innermost().depth(), breach.instance().size());
            String base = payload.path(breach.instance().subList(0, depth));
            finding(breach, payload).ifPresent(finding -> made.add(new Made(finding, breach, base)));
        }
        List<Finding> findings = new ArrayList<>(payload.findings());
        made.stream().filter(one -> !follows(one, made)).map(Made::finding).forEach(findings::add);
        return distinct(findings);
    }

    /**
     * Returns whether a finding only follows from another: further findings of a value of the wrong type, or the check digit of
     * an invalid value.
     */
    private static boolean follows(Made one, List<Made> all) {
        if (one.of("type")) {
            return false;
        }
        if (one.of("hub:rules")) {
            return named(one, all);
        }
        return all.stream()
                .anyMatch(other -> other.finding().path().equals(one.finding().path())
                        && (other.of("type")
                                || (one.of("hub:checksum")
                                        && !other.of("hub:checksum")
                                        && other.finding().severity() == Severity.ERROR)
                                || (one.of("hub:warn-before") && other.of("hub:not-before"))));
    }

    /** Returns whether a field that a cross-field rule names has a finding already, so that the rule is not reported. */
    private static boolean named(Made rule, List<Made> all) {
        JsonNode word = rule.breach().rule();
        Set<String> fields =
                CrossRule.fields(word.path(word.has("when") ? "when" : "unless").asText());
        return all.stream()
                .filter(other -> !other.of("hub:rules") && other.finding().severity() == Severity.ERROR)
                .anyMatch(other -> other.finding().path().equals(rule.finding().path())
                        || fields.stream()
                                .anyMatch(field -> other.finding().path().equalsIgnoreCase(rule.base() + field)
                                        || other.finding().path().equalsIgnoreCase("$" + field)));
    }

    private Optional<Finding> finding(SchemaViolation breach, Normalised payload) {
        Severity severity = severity(breach);
        if (severity == null) {
            return Optional.empty();
        }
        List<Object> elements = new ArrayList<>(breach.instance());
        String property = breach.message().getProperty();
        if (OF_A_FIELD.contains(breach.keyword()) && property != null) {
            elements.add(property);
        }
        BuiltInTexts own = BuiltInTexts.of(breach);
        boolean structure = breach.keyword().equals("type") || own.key().equals("RULE_NOT_EVALUATED");
        JsonNode code = structure ? null : word(breach, "code");
        JsonNode message = structure ? null : word(breach, "message");
        return Optional.of(new Finding(
                code == null ? own.code() : code.asText(),
                payload.path(elements),
                message == null ? Wording.of(own.key(), own.values()) : Wording.byLanguage(languages(message)),
                severity));
    }

    private static @Nullable JsonNode word(SchemaViolation breach, String word) {
        return breach.keyword().equals("hub:rules") ? breach.rule().get(word) : breach.said("hub:" + word);
    }

    private static Map<String, String> languages(JsonNode message) {
        if (!message.isObject()) {
            return Map.of("en", message.asText());
        }
        return message.properties().stream().collect(Collectors.toMap(Map.Entry::getKey, text -> text.getValue()
                .asText()));
    }

    /** Returns the severity of the innermost schema that has one; null when a setting turns the rule off. */
    private @Nullable Severity severity(SchemaViolation breach) {
        if (breach.keyword().equals("hub:warn-before")) {
            return Severity.WARNING;
        }
        JsonNode said = breach.keyword().equals("hub:rules") && breach.rule().has("severity")
                ? breach.rule().get("severity")
                : breach.inherited("hub:severity");
        if (said == null) {
            return Severity.ERROR;
        }
        String word = said.isObject()
                ? Objects.requireNonNullElse(
                        context.settings().apply(said.path("setting").asText()), "error")
                : said.asText();
        return switch (word) {
            case "off" -> null;
            case "warning", "false" -> Severity.WARNING;
            default -> Severity.ERROR;
        };
    }

    /** Returns one finding for each code and path, errors before warnings, up to a limit. */
    private static List<Finding> distinct(List<Finding> findings) {
        Map<String, Finding> kept = new LinkedHashMap<>();
        int unknown = 0;
        for (Finding finding : findings) {
            if (finding.code().equals("UNKNOWN_FIELD") && ++unknown > MOST_UNKNOWN) {
                continue;
            }
            kept.merge(
                    finding.code() + " " + finding.path(),
                    finding,
                    (first, second) -> first.severity() == Severity.ERROR ? first : second);
        }
        return kept.values().stream().limit(MOST).toList();
    }
}
