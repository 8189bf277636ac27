package org.hospitalhub.wiring.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.hospitalhub.calls.BaseUrl;
import org.hospitalhub.ledger.Owners;
import org.hospitalhub.operations.access.PasswordHash;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Languages;
import org.hospitalhub.service.NationalService;
import org.hospitalhub.service.RoomSettings;
import org.hospitalhub.service.ServiceBeans;
import org.hospitalhub.service.ServiceRegister;
import org.hospitalhub.wiring.broker.JmsSettings;
import org.hospitalhub.wiring.routing.RouteCheck;
import org.hospitalhub.wiring.services.ServicesConfiguration;
import org.hospitalhub.wiring.startup.StartRefusedException;
import org.hospitalhub.wiring.storage.KeyFilePermissions;
import org.hospitalhub.wiring.storage.LedgerKey;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/** Checks settings at the start and refuses to start when any are missing or unsafe; reports all at once, one line each. */
public final class StartChecks {

    private static final Set<String> ROLES = Set.of("INTEGRATOR", "OPERATOR", "AUDITOR", "ADMIN", "METRICS");

    /** Code of a finding that prevents the start. */
    static final String REFUSED = "START_REFUSED";

    /** Free disk space for the broker's journal and the first orders, in bytes. */
    private static final long ROOM_TO_START = 16L << 20;

    private final Environment settings;
    private final List<String> reasons = new ArrayList<>();

    private StartChecks(Environment settings) {
        this.settings = settings;
    }

    /** Throws {@link StartRefusedException} unless the hub may start. */
    public static void check(Environment environment) {
        List<String> reasons = reasons(environment);
        if (!reasons.isEmpty()) {
            throw new StartRefusedException(reasons);
        }
    }

    /**
     * Returns all findings about settings and routes, for the start, {@code validate} and {@code doctor}. The start is refused
     * because of errors; others are warnings.
     */
    public static List<Finding> all(ConfigurableEnvironment environment) {
        List<Finding> all = new ArrayList<>();
        reasons(environment).forEach(reason -> all.add(Finding.error(REFUSED, "settings", reason)));
        Path routes = Path.of(environment.getProperty("hub.routes-dir", "routes"));
        new RouteCheck(environment::getProperty, services(environment))
                .wrong(routes)
                .forEach(wrong -> all.add(Finding.error("ROUTE", wrong.file(), wrong.message())));
        all.addAll(SettingsCheck.check(environment));
        all.addAll(remarks(environment));
        return all;
    }

    /** Returns warnings about settings. */
    private static List<Finding> remarks(ConfigurableEnvironment environment) {
        List<Finding> remarks = new ArrayList<>();
        for (NationalService service : services(environment).all()) {
            service.remarks()
                    .forEach(remark ->
                            remarks.add(Finding.warning("REMARK", remark.substring(0, remark.indexOf(' ')), remark)));
            remarks.addAll(service.findings());
            if (!service.inTheJar()) {
                service.problems()
                        .forEach(problem -> remarks.add(
                                Finding.error("SERVICE_OFF", problem.substring(0, problem.indexOf(' ')), problem)));
            }
        }
        return remarks;
    }

    private static ServiceRegister services(Environment environment) {
        return ServicesConfiguration.read(environment, InstantSource.system(), ServiceBeans.NONE);
    }

    /**
     * Adds errors of services: a service that the hospital added is only off when its settings are wrong, one of the hub's own
     * prevents the start.
     */
    private void services() {
        services(settings).all().stream()
                .filter(NationalService::inTheJar)
                .flatMap(service -> service.problems().stream())
                .filter(problem -> reasons.stream().noneMatch(known -> sameSetting(known, problem)))
                .toList()
                .forEach(reasons::add);
    }

    /** Returns the reasons why the hub may not start; creates its folders. */
    static List<String> reasons(Environment environment) {
        StartChecks checks = new StartChecks(environment);
        checks.users();
        checks.reasons.addAll(UnsafeSettings.reasons(environment));
        checks.language();
        checks.key();
        checks.pins();
        checks.folder("hub.data-dir");
        checks.folder("hub.intake.drop-dir");
        checks.routes();
        checks.services();
        checks.jms();
        return List.copyOf(checks.reasons);
    }

    private void users() {
        boolean elsewhere = !text("hub.oidc.issuer").isBlank();
        if (text("hub.users[0].name").isEmpty() && !elsewhere) {
            reasons.add("hub.users[0].name is required: add at least one user with password and"
                    + " roles (INTEGRATOR, OPERATOR, AUDITOR, ADMIN), or set hub.oidc.issuer");
        }
        if (elsewhere && BaseUrl.problem(text("hub.oidc.issuer")).isPresent()) {
            reasons.add("hub.oidc.issuer must be an https address (http only on this machine's loopback)");
        }
        if (elsewhere && text("hub.oidc.client-id").isBlank()) {
            reasons.add("hub.oidc.client-id is required when hub.oidc.issuer is set");
        }
        for (int i = 0; !text("hub.users[" + i + "].name").isEmpty(); i++) {
            if (text("hub.users[" + i + "].password").isEmpty()) {
                reasons.add("hub.users[" + i + "].password is required: plain or as a hash ({bcrypt}…)");
            }
            if (Owners.isReserved(text("hub.users[" + i + "].name"))) {
                reasons.add("hub.users[" + i
                        + "].name is reserved (file, jms, http, hub, catalogue): this user"
                        + " would own the orders of the drop folder and the broker; choose another name");
            }
            String setting = "hub.users[" + i + "].password";
            PasswordHash.problem(text(setting)).ifPresent(problem -> reasons.add(setting + " " + problem));
            roles("hub.users[" + i + "].roles");
        }
    }

    private void language() {
        try {
            Languages.ofHospital(text("hub.language"));
        } catch (IllegalArgumentException unknown) {
            reasons.add("hub.language " + unknown.getMessage());
        }
    }

    /** Adds errors for unknown roles: a misspelt role would lock its user out without a message. */
    private void roles(String setting) {
        List<String> given = Binder.get(settings)
                .bind(setting, Bindable.listOf(String.class))
                .orElse(List.of());
        String known = "the roles are INTEGRATOR, OPERATOR, AUDITOR, ADMIN and METRICS";
        if (given.isEmpty()) {
            reasons.add(setting + " is required: without a role this user may do nothing; " + known);
        }
        given.stream()
                .filter(role -> !ROLES.contains(role.strip()))
                .forEach(role -> reasons.add(setting + " contains an unknown role; " + known));
    }

    private void key() {
        if (text("hub.ledger.key").isEmpty() && text("hub.ledger.key-file").isEmpty()) {
            reasons.add("hub.ledger.key (32 bytes, base64) or hub.ledger.key-file is required to encrypt patient data;"
                    + " create a key with: openssl rand -base64 32");
        } else if (!Boolean.parseBoolean(text("hub.ledger.make-key"))) {
            try {
                LedgerKey.read(text("hub.ledger.key"), text("hub.ledger.key-file"));
            } catch (StartRefusedException unusable) {
                reasons.add(String.valueOf(unusable.getMessage()));
            }
        }
        if (text("hub.ledger.key").isEmpty() && !text("hub.ledger.key-file").isEmpty()) {
            readableByOthers("hub.ledger.key-file", text("hub.ledger.key-file"));
        }
    }

    /** Checks that only the hub can read files with PINs. */
    private void pins() {
        Binder.get(settings)
                .bind("hub.identities", Bindable.mapOf(String.class, PinFile.class))
                .orElse(Map.of())
                .forEach((name, identity) -> {
                    if (identity.pinFile() != null) {
                        readableByOthers("hub.identities." + name + ".pin-file", identity.pinFile());
                    }
                });
    }

    /** The part of an identity that is checked here. */
    record PinFile(@Nullable String pinFile) {}

    private void readableByOthers(String setting, String file) {
        KeyFilePermissions.flaw(Path.of(file)).ifPresent(flaw -> reasons.add(setting + " " + file + " " + flaw));
    }

    /** Adds an error when there are no routes, because Camel starts without them silently. */
    private void routes() {
        Path folder = Path.of(settings.getProperty("hub.routes-dir", "routes"));
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder.toRealPath())) {
            if (files.noneMatch(file -> file.toString().endsWith(".camel.yaml"))) {
                reasons.add("hub.routes-dir = " + folder
                        + " contains no *.camel.yaml file: the hub could not process any order");
            }
        } catch (IOException | UncheckedIOException unreadable) {
            reasons.add("hub.routes-dir = " + folder + " cannot be read");
        }
    }

    private void jms() {
        RoomSettings.problems(settings, "hub.jms", JmsSettings.class, JmsSettings::problems).stream()
                .filter(problem -> reasons.stream().noneMatch(known -> sameSetting(known, problem)))
                .toList()
                .forEach(reasons::add);
    }

    private static boolean sameSetting(String one, String other) {
        return one.substring(0, one.indexOf(' ')).equals(other.substring(0, other.indexOf(' ')));
    }

    private void folder(String setting) {
        Path folder = Path.of(text(setting));
        try {
            Files.createDirectories(folder);
            if (!Files.isWritable(folder)) {
                reasons.add(setting + " = " + folder + " is not writable for this user");
            } else if (Files.getFileStore(folder).getUsableSpace() < ROOM_TO_START) {
                reasons.add(setting + " = " + folder + " is on a full disk ("
                        + (Files.getFileStore(folder).getUsableSpace() >> 20)
                        + " MB free): free space, then start again");
            }
        } catch (IOException cannot) {
            reasons.add(setting + " = " + folder + " cannot be created ("
                    + cannot.getClass().getSimpleName() + ")");
        }
    }

    private String text(String setting) {
        String value = settings.getProperty(setting);
        return value == null ? "" : value;
    }
}
