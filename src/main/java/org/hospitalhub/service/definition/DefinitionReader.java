package org.hospitalhub.service.definition;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Findings;
import org.jspecify.annotations.Nullable;

/** Reads a service's folder into records. Errors are findings with file and line; it never throws. */
public final class DefinitionReader {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{1,30}");
    private static final Pattern OPERATION = Pattern.compile("[a-z][a-z0-9-]*[.][a-z0-9-]{1,60}");

    private final ServiceFolder folder;
    private final Findings findings = new Findings();

    private DefinitionReader(ServiceFolder folder) {
        this.folder = folder;
    }

    /**
     * The result of reading a definition.
     *
     * @param definition the definition; null when the file is not YAML or has no name
     * @param findings errors; a definition with errors must not be run
     */
    public record Read(ServiceFolder folder, @Nullable ServiceDefinition definition, List<Finding> findings) {}

    /** Reads the definition of a folder. */
    public static Read read(ServiceFolder folder) {
        DefinitionReader reader = new DefinitionReader(folder);
        ServiceDefinition definition = reader.definition();
        return new Read(folder, definition, reader.findings.all());
    }

    private @Nullable ServiceDefinition definition() {
        String file = folder.label(ServiceFolder.DEFINITION);
        String text = Optional.ofNullable(folder.text(ServiceFolder.DEFINITION)).orElse("");
        YamlValue source = YamlReader.read(file, text, findings);
        if (source == null) {
            return null;
        }
        MappingReader keys = MappingReader.of(source, "a service's definition", findings);
        String name = keys.needed("service");
        name(keys, name);
        keys.value("templates");
        Map<String, Door> doors = doors(keys);
        List<AnswerRule> errors = new AnswerReader(findings, key -> List.of()).rules(keys.values("errors"));
        ServiceDefinition definition = new ServiceDefinition(
                name,
                keys.has("title") ? keys.inLanguages("title") : new Texts(Map.of("en", name)),
                keys.text("country"),
                keys.text("language"),
                keys.flag("example", false),
                settings(keys),
                limits(keys),
                doors,
                errors,
                keys.values("failures").stream().map(this::failure).toList(),
                timeStamps(keys),
                revocation(keys),
                operations(keys, doors),
                folder,
                source);
        keys.end();
        return definition;
    }

    private static @Nullable TimeStamps timeStamps(MappingReader keys) {
        return keys.optional(
                "time-stamps",
                "time-stamps",
                own -> new TimeStamps(
                        own.needed("address"),
                        own.word("use", "dstu", List.of("dstu", "always", "never")),
                        own.text("policy", ""),
                        own.text("hash", ""),
                        own.text("identity", ""),
                        own.text("trust", ""),
                        own.text("time-out", "10s"),
                        own.place()));
    }

    private static @Nullable RevocationData revocation(MappingReader keys) {
        return keys.optional(
                "revocation",
                "revocation",
                own -> new RevocationData(
                        own.needed("hosts"), own.needed("trust"), own.text("time-out", "5s"), own.place()));
    }

    private void name(MappingReader keys, String name) {
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            keys.wrong(keys.at("service"), "A service's name has small letters, digits and hyphens, at most 31.");
        } else if (!name.equals(folder.name())) {
            keys.wrong(
                    keys.at("service"),
                    "The service is called " + name + ", its folder " + folder.name() + "; they have one name.");
        }
    }

    private Map<String, Setting> settings(MappingReader keys) {
        Map<String, Setting> settings = new LinkedHashMap<>();
        keys.fields("settings").forEach((name, value) -> settings.put(name, setting(name, value)));
        return settings;
    }

    private Setting setting(String name, YamlValue value) {
        MappingReader keys = MappingReader.of(value, "a setting", findings);
        List<String> choices = keys.value("type") instanceof YamlValue.Sequence ? keys.texts("type") : List.of();
        String onOff = keys.value("on-off") instanceof YamlValue.Sequence ? "" : keys.text("on-off", "false");
        Setting setting = new Setting(
                name,
                choices.isEmpty() ? type(keys) : Setting.Type.CHOICE,
                choices,
                keys.text("default"),
                keys.flag("required", false),
                onOff.equals("true"),
                onOff.isEmpty() ? keys.texts("on-off") : List.of(),
                keys.text("pattern"),
                keys.text("least"),
                keys.text("most"),
                keys.flag("zero-on-loopback", false),
                keys.text("remark-if"),
                keys.text("remark-unless"),
                keys.text("remark-below"),
                keys.inLanguages("remark"),
                keys.inLanguages("help"),
                keys.place());
        keys.end();
        return setting;
    }

    private static Setting.Type type(MappingReader keys) {
        List<String> words = new ArrayList<>();
        for (Setting.Type type : Setting.Type.values()) {
            if (type != Setting.Type.CHOICE) {
                words.add(type.name().toLowerCase(Locale.ROOT));
            }
        }
        return Setting.Type.valueOf(keys.word("type", "text", words).toUpperCase(Locale.ROOT));
    }

    private FailureRule failure(YamlValue value) {
        MappingReader keys = MappingReader.of(value, "a failure", findings);
        FailureRule rule = new FailureRule(
                FailureRule.Kind.valueOf(keys.word("when", FailureRule.WORDS.get(0), FailureRule.WORDS)
                        .toUpperCase(Locale.ROOT)
                        .replace('-', '_')),
                keys.needed("code"),
                keys.inLanguages("title"),
                keys.inLanguages("say"),
                keys.place());
        keys.end();
        return rule;
    }

    private List<Limit> limits(MappingReader keys) {
        return keys.values("limits").stream().map(this::limit).toList();
    }

    private Limit limit(YamlValue value) {
        MappingReader keys = MappingReader.of(value, "a limit", findings);
        List<String> counts = keys.texts("counts");
        Limit limit = new Limit(
                keys.text("name", "default"),
                keys.text("requests", ""),
                keys.text("window", "60s"),
                keys.text("margin", "50ms"),
                keys.text("urgent-reserve", "0"),
                keys.text("least-share", "1"),
                keys.text("permit-valid", ""),
                spacing(keys),
                keys.text("in-flight", ""),
                counts.equals(List.of("every-call")) ? List.of() : counts,
                keys.place());
        if (limit.requests().isEmpty() && limit.inFlight().isEmpty()) {
            keys.wrong(keys.place(), "A limit says how many requests it allows in a window, or how many in-flight.");
        }
        keys.end();
        return limit;
    }

    private static Limit.@Nullable Spacing spacing(MappingReader keys) {
        YamlValue value = keys.value("spacing");
        if (value == null) {
            return null;
        }
        if (value.text() != null) {
            return new Limit.Spacing(String.valueOf(value.text()), "client");
        }
        MappingReader inner = keys.inner("spacing", "a spacing");
        Limit.Spacing spacing = new Limit.Spacing(inner.needed("least"), inner.text("of", "client"));
        inner.end();
        return spacing;
    }

    private Map<String, Door> doors(MappingReader keys) {
        Map<String, Door> doors = new LinkedHashMap<>();
        keys.fields("doors").forEach((name, value) -> doors.put(name, new DoorReader(findings).door(name, value)));
        if (doors.isEmpty()) {
            keys.missing("doors");
        }
        return doors;
    }

    private Map<String, OperationDefinition> operations(MappingReader keys, Map<String, Door> doors) {
        Map<String, OperationDefinition> operations = new LinkedHashMap<>();
        OperationReader reader =
                new OperationReader(findings, keys.value("defaults"), doors.size() == 1 ? first(doors) : "");
        keys.fields("operations").forEach((name, value) -> {
            if (!OPERATION.matcher(name).matches() || !name.startsWith(folder.name() + ".")) {
                keys.wrong(
                        value.place(),
                        "An operation is called " + folder.name() + ".<small letters, digits, hyphens>.");
            }
            operations.put(name, reader.operation(name, value));
        });
        if (operations.isEmpty()) {
            keys.missing("operations");
        }
        return operations;
    }

    private static String first(Map<String, Door> doors) {
        return doors.keySet().iterator().next();
    }
}
