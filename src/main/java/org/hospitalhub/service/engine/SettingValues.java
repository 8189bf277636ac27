package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hospitalhub.calls.BaseUrl;
import org.hospitalhub.calls.tokens.NoTokenException;
import org.hospitalhub.service.definition.Authentication.Account;
import org.hospitalhub.service.definition.ServiceDefinition;
import org.hospitalhub.service.definition.Setting;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/** The values of a service's settings: configured values, else the definition's defaults. */
public final class SettingValues {

    private static final Pattern PLACE = Pattern.compile("\\{settings[.]([a-z0-9.-]+)}");

    private static final String PLAIN_HOSTS = "hub.calls.plain-hosts";

    private static final Pattern ACCOUNT = Pattern.compile("\\{account[.]([a-z0-9-]+)}");

    private final Map<String, String> texts;
    private final Function<String, @Nullable String> source;
    private final String prefix;
    private final ObjectNode tree;
    private final UnaryOperator<String> account;

    /**
     * Creates the values of a definition's settings.
     *
     * @param settings returns the value of a setting by its full name, null when it is not set
     */
    public SettingValues(ServiceDefinition definition, Function<String, @Nullable String> settings) {
        this.prefix = "hub." + definition.name() + ".";
        this.source = settings;
        this.texts = new LinkedHashMap<>();
        this.tree = JsonNodeFactory.instance.objectNode();
        this.account = UnaryOperator.identity();
        for (Setting setting : definition.settings().values()) {
            String set = settings.apply(setting.key(definition.name()));
            String text = set == null || (set.isBlank() && setting.defaultValue() != null)
                    ? resolve(Objects.requireNonNullElse(setting.defaultValue(), ""))
                    : set.strip();
            texts.put(setting.name(), text);
            if (setting.type() != Setting.Type.SECRET) {
                tree.set(setting.name(), node(setting.type(), text));
            }
        }
    }

    private SettingValues(SettingValues all, UnaryOperator<String> account) {
        this.prefix = all.prefix;
        this.source = all.source;
        this.texts = all.texts;
        this.tree = all.tree;
        this.account = account;
    }

    /**
     * Returns the values as the texts of one of several accounts see them, whose own settings they name. A text that names one that
     * is not set throws {@link NoTokenException}.
     */
    SettingValues of(Account account, String name) {
        return new SettingValues(this, text -> ACCOUNT.matcher(text).replaceAll(found -> {
            String value = below(account.of(), name, found.group(1));
            if (value.isEmpty()) {
                throw unknownAccount();
            }
            return Matcher.quoteReplacement(value);
        }));
    }

    /** Returns the failure of a call whose account has no settings; nothing was sent. */
    static NoTokenException unknownAccount() {
        return new NoTokenException(
                NoTokenException.Kind.NO_ACCOUNT, "The order's account has no settings.", 0, null, null);
    }

    private static JsonNode node(Setting.Type type, String text) {
        if (text.isEmpty()) {
            return JsonNodeFactory.instance.nullNode();
        }
        return switch (type) {
            case BOOLEAN -> JsonNodeFactory.instance.booleanNode(Boolean.parseBoolean(text));
            case INTEGER, NUMBER -> number(text);
            default -> JsonNodeFactory.instance.textNode(text);
        };
    }

    private static JsonNode number(String text) {
        try {
            return JsonNodeFactory.instance.numberNode(new BigDecimal(text));
        } catch (NumberFormatException invalid) {
            return JsonNodeFactory.instance.textNode(text);
        }
    }

    /** Returns the value of a setting, also of a secret; empty when it has none. */
    public String text(String name) {
        return texts.getOrDefault(name, "");
    }

    /** Returns all values except secrets, for expressions. */
    public ObjectNode tree() {
        return tree;
    }

    /** Returns a text of the definition with the values of its settings, including secrets. */
    public String resolve(String text) {
        Matcher places = PLACE.matcher(text);
        return account.apply(
                places.find()
                        ? places.replaceAll(
                                found -> Matcher.quoteReplacement(before(text, found.end(), text(found.group(1)))))
                        : text);
    }

    /** An address that is written with a slash at its end is not parted by two from what follows. */
    private static String before(String text, int end, String value) {
        return text.startsWith("/", end) ? value.replaceFirst("/+$", "") : value;
    }

    /** Returns a text with its settings and those of one of several accounts put in; secrets too. */
    String resolve(String text, Account account, String name) {
        return ACCOUNT.matcher(resolve(text))
                .replaceAll(found -> Matcher.quoteReplacement(below(account.of(), name, found.group(1))));
    }

    private String below(String setting, String name, String key) {
        String plain = source.apply(prefix + setting + "." + name + "." + key);
        String text = plain == null ? source.apply(prefix + setting + "[" + name + "]." + key) : plain;
        return text == null ? "" : text.strip();
    }

    /** Returns a text with the names of its settings instead of their values, for messages. */
    String named(String text) {
        return PLACE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(prefix + found.group(1)));
    }

    /**
     * Returns an address of the definition.
     *
     * @throws IllegalArgumentException when calls may not go there
     */
    public BaseUrl address(String text) {
        return BaseUrl.of(resolve(text), plainHosts());
    }

    /** Returns why calls may not go to an address of the settings, empty when they may. */
    Optional<String> addressProblem(String address) {
        return BaseUrl.problem(address, plainHosts());
    }

    /** Returns the hosts that may be called without TLS: an administrator names them, never a definition. */
    private Set<String> plainHosts() {
        String hosts = Objects.requireNonNullElse(source.apply(PLAIN_HOSTS), "");
        return Stream.of(hosts.toLowerCase(Locale.ROOT).split(","))
                .map(String::strip)
                .filter(host -> !host.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns a duration of the definition; null for an empty text. */
    public @Nullable Duration time(String text) {
        String resolved = resolve(text).strip();
        return resolved.isEmpty() ? null : DurationStyle.detectAndParse(resolved);
    }

    /** Returns a duration of the definition, or a default for an empty text. */
    public Duration time(String text, Duration otherwise) {
        Duration time = time(text);
        return time == null ? otherwise : time;
    }

    /** Returns a whole number of the definition, or a default for an empty text. */
    public int number(String text, int otherwise) {
        String resolved = resolve(text).strip();
        return resolved.isEmpty() ? otherwise : Integer.parseInt(resolved);
    }

    /** Hides the values. */
    @Override
    public String toString() {
        return "SettingValues" + texts.keySet();
    }
}
