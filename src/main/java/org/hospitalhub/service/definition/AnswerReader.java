package org.hospitalhub.service.definition;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.hospitalhub.rules.Findings;
import org.jspecify.annotations.Nullable;

/** Reads answer tables. */
final class AnswerReader {

    private static final String HEADER = "header.";
    private static final AnswerRule.When ANY = new AnswerRule.When(
            List.of(), false, Map.of(), null, false, List.of(), null, false, null, null, null, false, Map.of(), null,
            true);

    private final Findings findings;
    private final Function<String, List<YamlValue>> included;

    /**
     * Creates the reader.
     *
     * @param included returns the list for {@code include: operation.<key>}
     */
    AnswerReader(Findings findings, Function<String, List<YamlValue>> included) {
        this.findings = findings;
        this.included = included;
    }

    List<AnswerRule> rules(List<YamlValue> values) {
        List<AnswerRule> rules = new ArrayList<>();
        for (YamlValue value : values) {
            YamlValue include = value.get("include");
            if (include == null) {
                rules.add(rule(value));
                continue;
            }
            String key = String.valueOf(include.text()).replaceFirst("^operation[.]", "");
            List<YamlValue> lines = included.apply(key);
            if (lines.isEmpty()) {
                findings.error(
                        YamlReader.CODE,
                        include.place().toString(),
                        "The operation has no list " + key + " to include.");
            }
            lines.forEach(line -> rules.add(rule(line)));
        }
        return List.copyOf(rules);
    }

    private AnswerRule rule(YamlValue value) {
        MappingReader keys = MappingReader.of(value, "an answer rule", findings);
        AnswerRule rule = new AnswerRule(
                when(keys),
                keys.needed("then"),
                because(keys),
                keys.text("code"),
                keys.inLanguages("title"),
                keys.inLanguages("say"),
                keys.text("quote"),
                keys.value("result"),
                keys.has("findings") ? made(keys) : null,
                keys.textFields("remember"),
                keys.text("service-id"),
                after(keys),
                keys.flag("limited", false),
                keys.text("log-unless"),
                progress(keys),
                keys.text("retry-after"),
                keys.place());
        keys.end();
        return rule;
    }

    private static @Nullable String because(MappingReader keys) {
        return keys.has("because") ? keys.word("because", "all", List.of("all", "caller", "right")) : null;
    }

    private AnswerRule.When when(MappingReader keys) {
        YamlValue value = keys.value("when");
        if (value == null) {
            keys.missing("when");
            return ANY;
        }
        if ("any".equals(value.text())) {
            return ANY;
        }
        MappingReader when = keys.inner("when", "a when");
        Map<String, String> headers = new LinkedHashMap<>();
        when.names().stream()
                .filter(name -> name.startsWith(HEADER))
                .forEach(name ->
                        headers.put(name.substring(HEADER.length()).toLowerCase(Locale.ROOT), when.needed(name)));
        boolean effectNone = when.word("effect", "any", List.of("none", "any")).equals("none");
        String times = when.text("times");
        AnswerRule.When read = new AnswerRule.When(
                statuses(when),
                effectNone,
                headers,
                when.text("is"),
                when.flag("limit-words", false),
                when.texts("says"),
                certificate(when),
                when.flag("complaint", false),
                when.text("missing"),
                times == null ? null : when.number("times", 1),
                when.text("media"),
                when.flag("unreadable", false),
                when.textFields("fits"),
                findId(when),
                false);
        when.end();
        return read;
    }

    private static @Nullable Boolean certificate(MappingReader when) {
        return when.has("certificate")
                ? when.word("certificate", "sent", List.of("sent", "none")).equals("sent")
                : null;
    }

    private List<String> statuses(MappingReader when) {
        List<String> statuses = when.texts("status");
        statuses.stream()
                .filter(status -> !status.matches("[1-5](xx|[0-9]{2}(-[1-5][0-9]{2})?)"))
                .forEach(status -> when.wrong(
                        when.at("status"), "A status is written as 429, 2xx or 200-299, not " + status + "."));
        return statuses;
    }

    private static AnswerRule.@Nullable FindId findId(MappingReader when) {
        return when.optional(
                "find-id",
                "a find-id",
                keys -> new AnswerRule.FindId(keys.texts("in"), keys.text("behind"), keys.text("or-alone")));
    }

    private AnswerRule.Findings made(MappingReader keys) {
        YamlValue value = keys.value("findings");
        if (value != null && "from-body".equals(value.text())) {
            return new AnswerRule.Findings.FromBody();
        }
        if (value != null && "whole-text".equals(value.text())) {
            return new AnswerRule.Findings.WholeText();
        }
        if (value != null && value.text() != null) {
            keys.wrong(
                    value.place(),
                    "findings is from-body, whole-text, or a list; one finding for each element of a list in the answer is written"
                            + " [{each: .errors, path: .field, message: .text}].");
            return new AnswerRule.Findings.FromBody();
        }
        return new AnswerRule.Findings.Made(
                keys.values("findings").stream().map(this::item).toList());
    }

    private AnswerRule.Findings.Item item(YamlValue value) {
        MappingReader keys = MappingReader.of(value, "a finding", findings);
        AnswerRule.Findings.Item item = new AnswerRule.Findings.Item(
                keys.text("each"),
                keys.text("path", "$"),
                keys.needed("message"),
                keys.text("code"),
                keys.word("severity", "error", List.of("error", "warning")));
        keys.end();
        return item;
    }

    private static AnswerRule.@Nullable After after(MappingReader keys) {
        return keys.optional(
                "after",
                "first",
                "an after",
                after -> new AnswerRule.After(
                        after.needed("first"), after.text("doubling-to", ""), after.text("until", "")));
    }

    private static AnswerRule.@Nullable Progress progress(MappingReader keys) {
        return keys.optional(
                "progress",
                "state",
                "a progress",
                progress -> new AnswerRule.Progress(progress.needed("state"), progress.text("message")));
    }
}
