package org.hospitalhub.commands.doctor;

import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.hospitalhub.service.NationalService;
import org.hospitalhub.service.NationalServices;
import org.hospitalhub.service.definition.Door;
import org.hospitalhub.service.engine.ServiceProgram;
import org.hospitalhub.service.engine.SettingValues;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.OutgoingTls;
import org.hospitalhub.tls.keys.Identity;
import org.hospitalhub.tls.keys.IdentityException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.core.env.Environment;

/**
 * Checks that every configured service can be reached. Only addresses of the configuration are looked up or connected to.
 */
final class ServiceChecks {

    private final Environment settings;
    private final InstantSource clock;
    private final boolean offline;

    ServiceChecks(Environment settings, InstantSource clock, boolean offline) {
        this.settings = settings;
        this.clock = clock;
        this.offline = offline;
    }

    List<CheckResult> all() {
        List<CheckResult> checks = new ArrayList<>();
        defined().forEach(service -> checks.addAll(defined(service)));
        checks.addAll(service("ehealth", text("hub.ehealth.base-url"), "", ""));
        if (!text("hub.ehealth.auth-url").isEmpty()) {
            checks.addAll(service("ehealth auth", text("hub.ehealth.auth-url"), "", ""));
        }
        String proxy = text("hub.nhif.proxy");
        checks.addAll(
                proxy.isEmpty()
                        ? service("nhif", text("hub.nhif.base-url"), text("hub.nhif.trust"), text("hub.nhif.identity"))
                        : List.of(CheckResult.skipped("nhif", "called through the proxy " + proxy)));
        return checks;
    }

    private List<NationalService> defined() {
        return NationalServices.read(
                Path.of(settings.getProperty("hub.services-dir", "services")),
                new NationalServices.Surroundings(
                        settings::getProperty, Set.of(), Map.of(), clock, settings.getProperty("hub.language", "en")));
    }

    /** Each address of a service that a definition describes, once. */
    private List<CheckResult> defined(NationalService service) {
        ServiceProgram program = service.program();
        if (program == null) {
            return List.of(CheckResult.warning(
                    service.name(), String.valueOf(service.off()), "Correct it: hub service check " + service.name()));
        }
        SettingValues values = new SettingValues(program.definition(), settings::getProperty);
        List<CheckResult> checks = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Door door : program.definition().doors().values()) {
            String url = values.resolve(door.url()).strip();
            if (url.isEmpty() || url.startsWith("/") || !seen.add(url)) {
                continue;
            }
            Door.Tls tls = door.tls();
            checks.addAll(service(
                    seen.size() == 1 ? service.name() : service.name() + " " + door.name(),
                    url,
                    tls == null ? "" : values.resolve(tls.trust()),
                    tls == null ? "" : values.resolve(tls.identity()),
                    !program.budget().isUnlimited()));
        }
        return checks.isEmpty() ? service(service.name(), "", "", "") : checks;
    }

    private String text(String setting) {
        return settings.getProperty(setting, "").strip();
    }

    private List<CheckResult> service(String name, String url, String trust, String identity) {
        return service(name, url, trust, identity, false);
    }

    /** A service that counts requests is sent none, not even for its clock: its limit is a promise to everybody else. */
    private List<CheckResult> service(String name, String url, String trust, String identity, boolean counted) {
        if (url.isEmpty()) {
            return List.of(CheckResult.skipped(name, "off: base-url is not set"));
        }
        try {
            URI address = URI.create(url);
            SSLContext tls = "https".equalsIgnoreCase(address.getScheme()) ? tls(trust, identity) : null;
            if (offline) {
                return List.of(CheckResult.skipped(name, "skipped (--offline)"));
            }
            return new ServiceConnectionCheck(name, address, tls, clock, counted).checks();
        } catch (IllegalArgumentException unreadable) {
            return List.of(
                    CheckResult.error(name, "base-url is not a valid address", "Write it as https://host/path."));
        } catch (IdentityException | BindException unusable) {
            return List.of(CheckResult.error(
                    name + " tls",
                    unusable instanceof IdentityException told ? String.valueOf(told.getMessage()) : "unreadable",
                    "Correct the identity or the trust file of this service, then run doctor again."));
        }
    }

    private SSLContext tls(String trust, String identity) {
        @Nullable Supplier<Identity> who = null;
        if (!identity.isEmpty()) {
            Identities identities = IdentityChecks.identities(settings);
            identities.named(identity); // says at once when it cannot be opened
            who = () -> identities.named(identity);
        }
        return OutgoingTls.context(
                new OutgoingTls.Settings(trust.isEmpty() ? null : Path.of(trust), List.of(), List.of()), who);
    }
}
