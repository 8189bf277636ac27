package org.hospitalhub.nhif;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hospitalhub.nhif.CatalogueEntry.Parameter;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of an order, a list or an object of names, in the order of the path. */
final class ParameterCheck {

    private final List<Finding> findings;

    ParameterCheck(List<Finding> findings) {
        this.findings = findings;
    }

    /** Returns the values in the order of the path; what is wrong goes to the findings. */
    List<String> read(JsonNode stated, Optional<CatalogueEntry> entry, boolean submission) {
        JsonNode given = listed(stated);
        List<Parameter> expected = entry.map(CatalogueEntry::parameters).orElse(List.of());
        if (expected.isEmpty()) {
            List<String> open = open(given);
            if (submission && !open.isEmpty()) {
                findings.add(
                        Finding.error("PARAMETERS_NOT_ALLOWED", "$.parameters", Wording.of("PARAMETERS_NOT_ALLOWED")));
            }
            return open;
        }
        if (given.isObject()) {
            Set<String> names = expected.stream().map(Parameter::name).collect(Collectors.toSet());
            given.fieldNames().forEachRemaining(name -> {
                if (!names.contains(name)) {
                    findings.add(Finding.error(
                            "UNKNOWN_PARAMETER", "$.parameters." + name, Wording.of("UNKNOWN_PARAMETER")));
                }
            });
        } else if (given.isArray() && given.size() > expected.size()) {
            findings.add(Finding.error(
                    "TOO_MANY_PARAMETERS", "$.parameters", Wording.of("TOO_MANY_PARAMETERS", expected.size())));
        }
        return expected(given, expected);
    }

    /** Returns the list whose items the columns of a CSV file name: {@code parameters.0}, {@code parameters.1}. */
    private static JsonNode listed(JsonNode stated) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        while (stated.isObject() && stated.has(String.valueOf(list.size()))) {
            list.add(stated.get(String.valueOf(list.size())));
        }
        return stated.isObject() && !stated.isEmpty() && list.size() == stated.size() ? list : stated;
    }

    private List<String> expected(JsonNode given, List<Parameter> expected) {
        List<String> values = new ArrayList<>();
        boolean gap = false;
        for (int i = 0; i < expected.size(); i++) {
            Parameter parameter = expected.get(i);
            boolean named = given.isObject();
            String path = named ? "$.parameters." + parameter.name() : "$.parameters[" + i + "]";
            JsonNode value =
                    named ? given.path(parameter.name()) : i == 0 && given.isValueNode() ? given : given.path(i);
            if (isMissing(value)) {
                gap = true;
                if (parameter.required()) {
                    findings.add(Finding.error("REQUIRED", path, Wording.of("REQUIRED.parameter", parameter.name())));
                }
            } else if (gap) {
                findings.add(Finding.error("PARAMETER_GAP", path, Wording.of("PARAMETER_GAP")));
            } else {
                String text = text(value, path);
                if (text != null) {
                    checkKind(text, parameter, path);
                    values.add(text);
                }
            }
        }
        return values;
    }

    private List<String> open(JsonNode given) {
        List<String> values = new ArrayList<>();
        if (given.isObject()) {
            findings.add(Finding.error("PARAMETERS_LIST", "$.parameters", Wording.of("PARAMETERS_LIST")));
        } else if (given.isArray()) {
            for (int i = 0; i < given.size(); i++) {
                String text = text(given.get(i), "$.parameters[" + i + "]");
                if (text != null) {
                    values.add(text);
                }
            }
        } else if (!isMissing(given)) {
            String text = text(given, "$.parameters");
            if (text != null) {
                values.add(text);
            }
        }
        return values;
    }

    private @Nullable String text(JsonNode value, String path) {
        if (!value.isTextual() && !value.isIntegralNumber() && !value.isBoolean()) {
            findings.add(Finding.error("PARAMETER_TYPE", path, Wording.of("PARAMETER_TYPE")));
            return null;
        }
        if (!ServicePath.isSafe(value.asText())) {
            findings.add(Finding.error(
                    "PARAMETER_UNSAFE", path, Wording.of("PARAMETER_UNSAFE", ServicePath.LONGEST_PARAMETER)));
            return null;
        }
        return value.asText();
    }

    private void checkKind(String text, Parameter parameter, String path) {
        if (!parameter.kind().fits(text)) {
            String kind = "PARAMETER_" + parameter.kind();
            findings.add(Finding.error(kind, path, Wording.of("PARAMETER_KIND", parameter.name(), Wording.of(kind))));
        }
        if (parameter.pattern() != null && !text.matches(parameter.pattern())) {
            findings.add(Finding.error(
                    "PARAMETER_PATTERN", path, Wording.of("PARAMETER_PATTERN", parameter.name(), parameter.pattern())));
        }
    }

    private static boolean isMissing(JsonNode value) {
        return value.isMissingNode()
                || value.isNull()
                || (value.isTextual() && value.asText().isEmpty());
    }
}
