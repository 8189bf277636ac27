package org.hospitalhub.wiring.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.service.NationalService;
import org.hospitalhub.service.ServiceBeans;
import org.hospitalhub.service.definition.ServiceDefinition;
import org.hospitalhub.service.definition.Setting;
import org.hospitalhub.wiring.services.ServicesConfiguration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.util.unit.DataSize;

/** Checks every setting under {@code hub.}: it must exist, its value must be readable, and a file that it names must exist. */
public final class SettingsCheck {

    /** Code of the finding for an unknown setting. */
    static final String UNKNOWN = "UNKNOWN_SETTING";

    private static final List<String> DEFAULTS = List.of("application", "intake");

    /** Lists, and settings below a name that the hospital chooses; they are not in the files with defaults. */
    private static final List<Pattern> OPEN = List.of(
            Pattern.compile("hub\\.users\\[\\d+]\\.(name|password|roles(\\[\\d+])?)"),
            Pattern.compile("hub\\.jms\\.users\\[\\d+]\\.(name|password|prefix|owner)"),
            Pattern.compile("hub\\.identities\\.[^.]+\\.(keystore|type|password|pin-?file|alias|certificate)"),
            Pattern.compile("hub\\.dispatch\\.workers\\.[^.]+"),
            Pattern.compile("hub\\.sandbox\\..+"));
    /** Settings without a default, which are comments in the files. */
    private static final Set<String> WITHOUT_DEFAULT = Set.of("hub.users", "hub.node");

    private static final Pattern FILE = Pattern.compile(
            "hub\\..*(\\.keystore|\\.certificate|\\.pin-?file|\\.trust|\\.crl(\\[\\d+])?|\\.registry-?snapshot)");
    private static final Pattern DURATION = Pattern.compile("\\d+(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("\\d+[KMG]B");

    private final ConfigurableEnvironment settings;
    private final Map<String, String> defaults = new TreeMap<>();
    private final Set<String> names = new TreeSet<>(WITHOUT_DEFAULT);
    /** Settings of defined services. */
    private final Set<String> declared = new TreeSet<>();

    private final Set<String> secrets = new TreeSet<>();
    /** Settings of services of which the hospital chooses a part. */
    private final List<String> open = new ArrayList<>();

    private final List<Finding> findings = new ArrayList<>();

    private SettingsCheck(ConfigurableEnvironment settings) {
        this.settings = settings;
        for (String file : DEFAULTS) {
            readDefaults(new ClassPathResource("config/" + file + ".yaml"));
        }
        for (NationalService service : ServicesConfiguration.read(settings, InstantSource.system(), ServiceBeans.NONE)
                .all()) {
            readDefaults(new ClassPathResource("config/" + service.name() + ".yaml"));
            open.addAll(service.traits().openSettings());
            if (service.program() != null) {
                ofService(service.program().definition());
            }
        }
    }

    /** Adds the settings that a definition declares. */
    private void ofService(ServiceDefinition definition) {
        for (Setting setting : definition.settings().values()) {
            String name = setting.key(definition.name());
            names.add(name);
            declared.add(uniform(name));
            if (setting.type() == Setting.Type.SECRET) {
                secrets.add(name);
            }
            if (setting.defaultValue() != null) {
                defaults.put(uniform(name), setting.defaultValue());
            }
        }
    }

    private void readDefaults(ClassPathResource file) {
        if (!file.exists()) {
            return;
        }
        try {
            for (PropertySource<?> source : new YamlPropertySourceLoader().load(file.getPath(), file)) {
                for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
                    names.add(plain(name));
                    defaults.put(uniform(plain(name)), String.valueOf(source.getProperty(name)));
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the defaults in the jar cannot be read", unreadable);
        }
    }

    /** Returns all errors in the settings, without their values. */
    public static List<Finding> check(ConfigurableEnvironment settings) {
        SettingsCheck check = new SettingsCheck(settings);
        check.given(source -> true, name -> name.startsWith("hub.")).forEach(check::look);
        check.others();
        check.variables();
        return check.findings;
    }

    /** Returns the names of the secrets that are arguments of this process. */
    static List<String> secretArguments(ConfigurableEnvironment settings) {
        return CommandLineSecrets.names(settings, new SettingsCheck(settings).secrets);
    }

    /** Checks settings of Spring Boot, Camel and others that are not in the hub's own files. */
    private void others() {
        SpringSettingsMetadata spring = new SpringSettingsMetadata();
        for (String name : given(SettingsCheck::ofTheHospital, name -> !name.startsWith("hub."))) {
            if (!defaults.containsKey(uniform(plain(name)))) {
                spring.flaw(name).ifPresent(flaw -> findings.add(Finding.warning(UNKNOWN, name, flaw)));
            }
        }
    }

    /** Returns whether settings are from arguments or configuration files; those in jars are correct. */
    private static boolean ofTheHospital(PropertySource<?> source) {
        return source.getName().equals(CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME)
                || source.getName().startsWith("Config resource 'file");
    }

    private void variables() {
        for (PropertySource<?> source : settings.getPropertySources()) {
            if (source instanceof SystemEnvironmentPropertySource variables) {
                for (String name : variables.getPropertyNames()) {
                    new HubEnvironmentVariables(names, open)
                            .flaw(name)
                            .ifPresent(flaw -> findings.add(Finding.warning(UNKNOWN, name, flaw)));
                }
            }
        }
    }

    /** Returns the settings in files and arguments. */
    private Set<String> given(Predicate<PropertySource<?>> from, Predicate<String> which) {
        TreeSet<String> names = new TreeSet<>();
        for (PropertySource<?> source : settings.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> all
                    && !(source instanceof SystemEnvironmentPropertySource)
                    && from.test(source)) {
                for (String name : all.getPropertyNames()) {
                    if (which.test(name)) {
                        names.add(name);
                    }
                }
            }
        }
        return names;
    }

    private void look(String name) {
        String known = uniform(name);
        String usual = defaults.get(plain(known));
        if (usual == null && !isKnown(known)) {
            findings.add(Finding.warning(UNKNOWN, name, "there is no such setting" + nearest(name)));
            return;
        }
        String value = settings.getProperty(name, "");
        Class<?> type = usual == null ? null : type(usual);
        if (type != null && !value.isEmpty() && !readable(value, type)) {
            findings.add(Finding.error("BAD_VALUE", name, "the value is invalid; the default is " + usual));
        }
        if (FILE.matcher(known).matches() && !value.isBlank() && !Files.isReadable(Path.of(value))) {
            findings.add(Finding.error("FILE_MISSING", name, "the file does not exist or cannot be read"));
        }
    }

    private boolean isKnown(String name) {
        return declared.contains(name)
                || WITHOUT_DEFAULT.stream().anyMatch(known -> uniform(known).equals(name))
                || OPEN.stream().anyMatch(pattern -> pattern.matcher(name).matches())
                || open.stream()
                        .anyMatch(pattern ->
                                openPattern(uniform(pattern)).matcher(name).matches());
    }

    private static Pattern openPattern(String name) {
        return Pattern.compile(name.replace(".", "\\.").replace("**", ".+").replace("*", "[^.]+"));
    }

    private static @Nullable Class<?> type(String usual) {
        if (DURATION.matcher(usual).matches()) {
            return Duration.class;
        }
        if (SIZE.matcher(usual).matches()) {
            return DataSize.class;
        }
        if (usual.equals("true") || usual.equals("false")) {
            return Boolean.class;
        }
        return usual.matches("\\d+") ? Long.class : null;
    }

    private static boolean readable(String value, Class<?> type) {
        try {
            ApplicationConversionService.getSharedInstance().convert(value, type);
            return true;
        } catch (ConversionException unreadable) {
            return false;
        }
    }

    private String nearest(String name) {
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        return names.stream()
                .filter(known -> known.startsWith("hub."))
                .min(Comparator.comparing(known -> distance.apply(known, plain(name))))
                .filter(known -> distance.apply(known, plain(name)) <= 4)
                .map(known -> "; did you mean " + known + "?")
                .orElse("; config/ lists all settings");
    }

    /**
     * Returns the name without hyphens in lower case, since Spring reads {@code base-url}, {@code baseUrl} and {@code baseurl} as
     * the same name.
     */
    private static String uniform(String name) {
        return name.replace("-", "").toLowerCase(Locale.ROOT);
    }

    /** Returns the name without the index of a list: each entry is a value of the list's setting. */
    private static String plain(String name) {
        return name.replaceAll("\\[\\d+].*$", "");
    }
}
