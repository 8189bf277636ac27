package org.hospitalhub.service.engine;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hospitalhub.calls.BaseUrl;
import org.hospitalhub.rules.Wording;
import org.hospitalhub.service.definition.ServiceDefinition;
import org.hospitalhub.service.definition.Setting;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/** Checks the values of a service's settings: whether it is off, errors, warnings. Messages do not contain values. */
public final class SettingsChecker {

    private static final Pattern GUID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private final ServiceDefinition definition;
    private final SettingValues values;
    private final Set<String> identities;

    /**
     * Creates the check.
     *
     * @param identities names under {@code hub.identities}
     */
    public SettingsChecker(ServiceDefinition definition, SettingValues values, Set<String> identities) {
        this.definition = definition;
        this.values = values;
        this.identities = identities;
    }

    /** Returns why the service is off in one sentence, null when it is on. */
    public @Nullable Wording off() {
        List<Setting> needed =
                definition.settings().values().stream().filter(Setting::onOff).toList();
        if (needed.stream().anyMatch(this::isEmpty)) {
            return Wording.of(
                    "OFF.settings",
                    definition.title().wording(),
                    needed.stream()
                            .map(setting -> Wording.verbatim(key(setting)))
                            .reduce((first, second) -> Wording.of("AND", first, second))
                            .orElse(Wording.verbatim("")));
        }
        List<Wording> problems = problems();
        return problems.isEmpty()
                ? null
                : Wording.of("OFF.problem", definition.title().wording(), problems.get(0));
    }

    /** Returns why one operation is off, null when it is on. */
    public @Nullable Wording off(String operation) {
        return definition.settings().values().stream()
                .filter(setting -> setting.onOffOperations().contains(operation) && isEmpty(setting))
                .findFirst()
                .map(setting -> Wording.of("OFF.operation", operation, key(setting)))
                .orElse(null);
    }

    /** Returns the errors, one sentence each, beginning with the setting's name. */
    public List<Wording> problems() {
        List<Wording> problems = new ArrayList<>();
        boolean wanted = definition.settings().values().stream()
                .filter(Setting::onOff)
                .findFirst()
                .map(first -> !isEmpty(first))
                .orElse(true);
        for (Setting setting : definition.settings().values()) {
            if (isEmpty(setting)) {
                if (wanted && setting.required()) {
                    problems.add(Wording.of("SETTING.missing", key(setting), first()));
                }
            } else {
                Wording problem = problem(setting, values.text(setting.name()));
                if (problem != null) {
                    problems.add(problem);
                }
            }
        }
        return List.copyOf(problems);
    }

    private String first() {
        return definition.settings().values().stream()
                .filter(Setting::onOff)
                .findFirst()
                .map(this::key)
                .orElse("the service");
    }

    private @Nullable Wording problem(Setting setting, String text) {
        try {
            Wording wrong =
                    switch (setting.type()) {
                        case URL -> values.addressProblem(text).isEmpty() ? null : sentence("SETTING.address", setting);
                        case INTEGER, NUMBER -> number(setting, text);
                        case DURATION -> duration(setting, text);
                        case BOOLEAN -> text.matches("(?i)true|false") ? null : sentence("SETTING.boolean", setting);
                        case ZONE -> zone(setting, text);
                        case CHOICE -> choice(setting, text);
                        case IDENTITY -> identities.contains(text) ? null : sentence("SETTING.identity", setting, text);
                        case SIZE -> size(setting, text);
                        default -> null;
                    };
            return wrong == null ? pattern(setting, text) : wrong;
        } catch (NumberFormatException noNumber) {
            return sentence("SETTING.number", setting);
        } catch (IllegalArgumentException noTime) {
            return sentence("SETTING.duration", setting);
        }
    }

    private @Nullable Wording number(Setting setting, String text) {
        double value = setting.type() == Setting.Type.INTEGER ? Integer.parseInt(text) : Double.parseDouble(text);
        if (value == 0 && setting.zeroOnLoopback()) {
            return onThisMachine() ? null : sentence("SETTING.least-or-zero", setting, setting.least());
        }
        String least = setting.least();
        String most = setting.most();
        if (least != null && value < Double.parseDouble(least)) {
            return sentence("SETTING.least", setting, least);
        }
        return most != null && value > Double.parseDouble(most) ? sentence("SETTING.most", setting, most) : null;
    }

    private @Nullable Wording duration(Setting setting, String text) {
        Duration value = DurationStyle.detectAndParse(text);
        String least = setting.least();
        if (least == null) {
            return value.isNegative() || value.isZero() ? sentence("SETTING.longer", setting) : null;
        }
        return value.compareTo(DurationStyle.detectAndParse(least)) < 0
                ? sentence("SETTING.least", setting, least)
                : null;
    }

    private @Nullable Wording size(Setting setting, String text) {
        try {
            return DataSize.parse(text).toBytes() < 1 ? sentence("SETTING.larger", setting) : null;
        } catch (IllegalArgumentException noSize) {
            return sentence("SETTING.size", setting);
        }
    }

    private @Nullable Wording zone(Setting setting, String text) {
        return ZoneId.getAvailableZoneIds().contains(text) || text.equals("Z")
                ? null
                : sentence("SETTING.zone", setting);
    }

    private @Nullable Wording choice(Setting setting, String text) {
        return setting.choices().contains(text.toLowerCase(Locale.ROOT))
                ? null
                : sentence("SETTING.choice", setting, String.join(", ", setting.choices()));
    }

    private @Nullable Wording pattern(Setting setting, String text) {
        String pattern = setting.pattern();
        if (pattern == null || Pattern.compile(pattern).matcher(text).matches()) {
            return null;
        }
        return pattern.equals("[!-~]*")
                ? sentence("SETTING.printable", setting)
                : sentence("SETTING.form", setting, pattern);
    }

    private Wording sentence(String message, Setting setting, @Nullable Object... more) {
        return Wording.of(
                message,
                Stream.concat(Stream.of(key(setting)), Arrays.stream(more)).toArray());
    }

    /** Returns the warnings, one line each. */
    public List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        for (Setting setting : definition.settings().values()) {
            String text = values.text(setting.name());
            try {
                if (!text.isEmpty()) {
                    remark(setting, text, remarks);
                }
            } catch (IllegalArgumentException unreadable) {
                // reported by problems()
            }
        }
        return List.copyOf(remarks);
    }

    private void remark(Setting setting, String text, List<String> remarks) {
        String unless = setting.remarkUnless();
        String below = setting.remarkBelow();
        if (unless != null
                && !(unless.equals("guid") ? GUID : Pattern.compile(unless))
                        .matcher(text)
                        .matches()) {
            remarks.add(words(setting, unless.equals("guid") ? "is not a GUID" : "does not have the form " + unless));
        }
        if (below != null && DurationStyle.detectAndParse(text).compareTo(DurationStyle.detectAndParse(below)) < 0) {
            remarks.add(words(
                    setting, "is shorter than the " + below + " that " + title() + " demands: for test stands only"));
        }
        if (setting.zeroOnLoopback() && text.equals("0")) {
            remarks.add(words(setting, "is 0, no limit is kept: for a test stand on this machine only"));
        }
        if (text.equalsIgnoreCase(setting.remarkIf())) {
            remarks.add(words(setting, "is " + text + ": for test stands only"));
        }
    }

    private String words(Setting setting, String otherwise) {
        return key(setting) + " "
                + (setting.remark().isEmpty()
                        ? otherwise + "."
                        : setting.remark().text());
    }

    /**
     * Returns whether the service is a simulator on this machine: plain http to loopback, since a real service is reached by
     * https even through a tunnel.
     */
    private boolean onThisMachine() {
        return definition.settings().values().stream()
                .filter(setting -> setting.type() == Setting.Type.URL && setting.onOff())
                .map(setting -> values.text(setting.name()))
                .anyMatch(url -> url.startsWith("http:") && BaseUrl.problem(url).isEmpty());
    }

    private boolean isEmpty(Setting setting) {
        return values.text(setting.name()).isEmpty();
    }

    private String key(Setting setting) {
        return setting.key(definition.name());
    }

    private String title() {
        return definition.title().text();
    }
}
