package org.hospitalhub.wiring;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/**
 * A part of a definition that a page shows, completed to a whole one: keys go where they belong, and what the part names but
 * does not show (settings, steps, values in memory) is added.
 */
final class Recipe {

    private static final Set<String> OF_SERVICE =
            Set.of("settings", "limits", "doors", "errors", "failures", "templates");
    private static final Set<String> OF_OPERATION =
            Set.of("kind", "steps", "attachments", "values", "identity", "right");
    private static final Set<String> OF_DOOR =
            Set.of("auth", "url", "accept", "content-type", "charset", "separator", "read", "tls");
    private static final Set<String> OF_STEP =
            Set.of("request", "door", "media", "headers", "body", "sign", "unsure", "pause", "paged", "answer");
    private static final Pattern SETTING = Pattern.compile("(?:\\{|\\$)settings\\.\"?([a-z-]+)");
    private static final Pattern MEMORY = Pattern.compile("(?:\\{|\\$)memory\\.([a-z]+)");

    private final String text;
    private final Map<String, Object> service = new LinkedHashMap<>();
    private final Map<String, Object> operation = new LinkedHashMap<>();
    private final Map<String, Object> door = new LinkedHashMap<>();
    private final Map<String, Object> steps = new LinkedHashMap<>();
    private final Map<String, Object> step = new LinkedHashMap<>();

    private Recipe(String text) {
        this.text = text;
    }

    /** Returns whole definitions: one for each YAML document of the part. */
    static List<String> completed(String part) {
        List<String> whole = new ArrayList<>();
        new Yaml().loadAll(part).forEach(document -> whole.add(new Recipe(part).complete(document)));
        return whole;
    }

    private String complete(Object document) {
        map(document).forEach(this::put);
        steps.putAll(map(operation.get("steps")));
        if (!step.isEmpty() || steps.isEmpty()) {
            step.putIfAbsent("request", step.containsKey("paged") ? "GET /call" : "POST /call");
            steps.put("call", step);
        }
        steps.values().forEach(one -> completeStep(map(one)));
        addFirstStep();
        addSteps();
        operation.put("kind", "steps");
        operation.put("steps", steps);
        door.putIfAbsent("url", "{settings.base-url}");
        Map<String, Object> doors = new LinkedHashMap<>(Map.of("api", door));
        doors.putAll(map(service.get("doors")));
        service.put("doors", doors);
        List<Object> errors = new ArrayList<>(list(service.get("errors")));
        errors.add(fields("when", "any", "then", "park", "code", "VAX_UNEXPECTED"));
        service.put("errors", errors);
        service.put("settings", settings());
        service.put("service", "vax");
        service.put("limits", List.of(fields("requests", 30)));
        if (doors.size() > 1) {
            service.put(
                    "defaults",
                    fields(
                            "door",
                            doors.keySet().stream()
                                    .filter(name -> !name.equals("api"))
                                    .findFirst()
                                    .orElseThrow()));
        }
        service.put("operations", Map.of("vax.order", operation));
        return new Yaml().dump(service);
    }

    private void put(String key, Object value) {
        boolean isStep = map(value).containsKey("request") || map(value).containsKey("answer");
        if (isStep && !key.equals("auth")) {
            steps.put(key, value);
        } else if (OF_SERVICE.contains(key)) {
            service.put(key, value);
        } else if (OF_OPERATION.contains(key)) {
            operation.put(key, value);
        } else if (OF_DOOR.contains(key)) {
            door.put(key, value);
        } else if (OF_STEP.contains(key)) {
            step.put(key, value);
        } else {
            steps.put(key, value);
        }
    }

    private static void completeStep(Map<String, Object> step) {
        String request = String.valueOf(step.computeIfAbsent("request", none -> "GET /call"));
        if (!request.startsWith("GET")) {
            step.putIfAbsent("unsure", "park");
        }
        step.putIfAbsent("answer", List.of(fields("when", fields("status", 204), "then", "done", "result", "answer")));
    }

    /** Gives the values of the memory that only a step outside of the part remembers. */
    private void addFirstStep() {
        Set<String> used = found(MEMORY);
        for (Object one : steps.values()) {
            for (Object rule : list(map(one).get("answer"))) {
                used.removeAll(map(map(rule).get("remember")).keySet());
            }
        }
        Map<String, Object> remember = new LinkedHashMap<>();
        used.forEach(name -> remember.put(name, "." + name));
        Map<String, Object> first = fields("request", "GET /first");
        first.put(
                "answer",
                List.of(fields(
                        "when",
                        fields("status", 200, "is", ".first"),
                        "then",
                        steps.keySet().iterator().next(),
                        "remember",
                        remember)));
        if (!remember.isEmpty()) {
            steps.put("first", first);
            operation.put("start", "first");
        }
    }

    /** Adds the steps to which the part leads. */
    private void addSteps() {
        Set<String> named = new LinkedHashSet<>();
        Set<String> words = Set.of("done", "wait", "refused", "retry", "limited", "unsure", "park", "repeat");
        for (Object one : steps.values()) {
            named.add(String.valueOf(map(one).getOrDefault("unsure", "park")));
            list(map(one).get("answer"))
                    .forEach(rule -> named.add(String.valueOf(map(rule).get("then"))));
        }
        list(service.get("errors"))
                .forEach(rule -> named.add(String.valueOf(map(rule).get("then"))));
        named.removeAll(words);
        for (String name : named) {
            steps.computeIfAbsent(name, missing -> {
                Map<String, Object> added = fields("request", "GET /" + missing);
                completeStep(added);
                return added;
            });
        }
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = fields("base-url", fields("type", "url", "required", true, "on-off", true));
        for (String name : found(SETTING)) {
            String type = "text";
            if (name.endsWith("-url")) {
                type = "url";
            } else if (name.matches(".*(password|secret|shared-key|token)")) {
                type = "secret";
            } else if (name.matches("identity|signer")) {
                type = "identity";
            } else if (name.matches(".*hosts")) {
                type = "hosts";
            } else if (name.equals("trust")) {
                type = "file";
            }
            settings.putIfAbsent(name, fields("type", type));
        }
        settings.putAll(map(service.get("settings")));
        return settings;
    }

    private Set<String> found(Pattern pattern) {
        Set<String> names = new LinkedHashSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    private static Map<String, Object> fields(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : new LinkedHashMap<>();
    }

    private static List<?> list(Object value) {
        return value instanceof List<?> list ? list : List.of();
    }
}
