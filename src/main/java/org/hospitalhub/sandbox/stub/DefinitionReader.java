package org.hospitalhub.sandbox.stub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hospitalhub.sandbox.stub.Definition.Door;
import org.hospitalhub.sandbox.stub.Definition.Example;
import org.hospitalhub.sandbox.stub.Definition.Operation;
import org.hospitalhub.sandbox.stub.Definition.Step;
import org.jspecify.annotations.Nullable;

/** Reads the parts of a definition that the stub simulates and ignores the rest. */
final class DefinitionReader {

    private static final Pattern FIRST_SETTING = Pattern.compile("^\\{settings\\.[^}]+}");
    private static final Pattern CONSTANT = Pattern.compile("\\{(operation|settings)\\.([^}]+)}");

    private final JsonNode root;
    private final Files files;
    private final Function<String, @Nullable String> setting;
    private final Map<String, Door> doors = new LinkedHashMap<>();

    /** Reads files beside the definition. */
    interface Files {
        String text(String file) throws IOException;
    }

    DefinitionReader(String yaml, Files files, Function<String, @Nullable String> setting) {
        this.root = YamlTree.read(yaml);
        this.files = files;
        this.setting = setting;
    }

    /** Returns only the declared settings, whose values are needed before the rest is read. */
    static Map<String, JsonNode> settings(String yaml) {
        return entries(YamlTree.read(yaml).path("settings"));
    }

    Definition read(String name) throws IOException {
        entries(root.path("doors")).forEach((door, node) -> doors.put(door, door(door, node)));
        List<Operation> operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> one : entries(root.path("operations")).entrySet()) {
            operations.add(operation(one.getKey(), one.getValue()));
        }
        List<JsonNode> limits = new ArrayList<>();
        root.path("limits").forEach(limits::add);
        return new Definition(name, entries(root.path("settings")), limits, doors, operations);
    }

    private static Door door(String name, JsonNode node) {
        String url = node.path("url").asText();
        Matcher setting = FIRST_SETTING.matcher(url);
        String rest = setting.find() ? url.substring(setting.end()) : path(url);
        return new Door(name, url, rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest, node);
    }

    private static String path(String url) {
        try {
            String path = URI.create(url).getRawPath();
            return path == null ? "" : path;
        } catch (IllegalArgumentException other) {
            return "";
        }
    }

    private Operation operation(String name, JsonNode node) throws IOException {
        List<Step> steps = steps(node);
        if (steps.isEmpty()) {
            throw new IOException(name + " has no step with a request");
        }
        List<Example> examples = new ArrayList<>();
        for (JsonNode example : node.path("examples")) {
            examples.add(example(example, steps));
        }
        TreeSet<String> memory = new TreeSet<>();
        node.findValues("remember").forEach(names -> names.fieldNames().forEachRemaining(memory::add));
        memory.add("id");
        return new Operation(name, steps, examples, node.path("unknown"), List.copyOf(memory), node);
    }

    private List<Step> steps(JsonNode operation) {
        Map<String, JsonNode> found = new LinkedHashMap<>();
        entries(operation).forEach((name, node) -> {
            if (node.path("request").isTextual()) {
                found.put(name, node);
            }
        });
        found.putAll(entries(operation.path("steps")));
        String start = operation.path("start").asText(found.containsKey("submit") ? "submit" : "");
        List<Step> steps = new ArrayList<>();
        for (Map.Entry<String, JsonNode> one : found.entrySet()) {
            Step step = step(one.getKey(), withDefaults(one.getValue()), operation);
            steps.add(one.getKey().equals(start) ? 0 : steps.size(), step);
        }
        return steps;
    }

    private JsonNode withDefaults(JsonNode step) {
        ObjectNode merged = JsonNodeFactory.instance.objectNode();
        entries(root.path("defaults")).forEach(merged::set);
        entries(step).forEach(merged::set);
        return merged;
    }

    private Step step(String name, JsonNode node, JsonNode operation) {
        String[] request = node.path("request").asText().strip().split("\\s+", 2);
        Door door = doors.get(
                node.path("door").asText(doors.keySet().stream().findFirst().orElse("")));
        if (door == null) {
            throw new IllegalArgumentException("step " + name + " names no door of the definition");
        }
        String address = constants(request.length > 1 ? request[1] : request[0], operation);
        String method = request.length > 1 ? request[0] : "GET";
        return new Step(
                name, door, method, new AddressPattern(constants(door.basePath(), operation) + slash(address)), node);
    }

    private static String slash(String address) {
        return address.startsWith("/")
                        || address.startsWith("{/")
                        || address.startsWith("?")
                        || address.startsWith("{?")
                ? address
                : "/" + address;
    }

    private String constants(String text, JsonNode operation) {
        return CONSTANT.matcher(text).replaceAll(found -> {
            String value = found.group(1).equals("settings")
                    ? setting.apply(found.group(2))
                    : operation
                            .path("vars")
                            .path(found.group(2))
                            .asText(operation.path(found.group(2)).asText());
            return Matcher.quoteReplacement(value == null ? "" : value);
        });
    }

    private Example example(JsonNode node, List<Step> steps) throws IOException {
        JsonNode payload = node.path("payload");
        if (node.path("payload-file").isTextual()) {
            payload = YamlTree.read(files.text(node.path("payload-file").asText()));
        }
        Map<String, List<JsonNode>> answers = new LinkedHashMap<>();
        if (node.has("answer")) {
            answers.put(steps.get(0).name(), list(node.path("answer")));
        }
        entries(node.path("answers")).forEach((step, answer) -> answers.put(nameOf(step, steps), list(answer)));
        return new Example(
                node.path("name").asText("example"),
                payload,
                answers,
                node.path("ends").asText(null));
    }

    /** Returns the name of a step; the only step of an {@code ask} may be called by either name. */
    private static String nameOf(String step, List<Step> steps) {
        boolean known = steps.stream().anyMatch(one -> one.name().equals(step));
        return known || steps.size() > 1 ? step : steps.get(0).name();
    }

    private static List<JsonNode> list(JsonNode node) {
        if (!node.isArray()) {
            return List.of(node);
        }
        List<JsonNode> all = new ArrayList<>();
        node.forEach(all::add);
        return all;
    }

    private static Map<String, JsonNode> entries(JsonNode node) {
        Map<String, JsonNode> entries = new LinkedHashMap<>();
        (node.isObject() ? node : MissingNode.getInstance())
                .fieldNames()
                .forEachRemaining(name -> entries.put(name, node.get(name)));
        return entries;
    }
}
