package org.hospitalhub.commands.doctor;

import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.hospitalhub.service.NationalService;
import org.hospitalhub.service.NationalServices;
import org.hospitalhub.service.ServiceDoor;
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
        services().forEach(service -> checks.addAll(service(service)));
        return checks;
    }

    /** Returns the services as they are with these settings. */
    List<NationalService> services() {
        return NationalServices.read(
                Path.of(settings.getProperty("hub.services-dir", "services")),
                new NationalServices.Surroundings(settings::getProperty, Set.of(), Map.of(), clock));
    }

    /** Each address of a service, once. */
    private List<CheckResult> service(NationalService service) {
        if (!service.findings().isEmpty()) {
            return List.of(CheckResult.warning(
                    service.name(), String.valueOf(service.off()), "Correct it: hub service check " + service.name()));
        }
        List<CheckResult> checks = new ArrayList<>();
        for (ServiceDoor door : service.doors()) {
            String name = checks.isEmpty() ? service.name() : service.name() + " " + door.name();
            checks.addAll(
                    door.proxy().isEmpty()
                            ? service(name, door.url(), door.trust(), door.identity(), door.logIn() || counts(service))
                            : List.of(CheckResult.skipped(name, "is called through the proxy " + door.proxy())));
        }
        return checks.isEmpty() ? List.of(CheckResult.skipped(service.name(), "is off: it has no base-url")) : checks;
    }

    private static boolean counts(NationalService service) {
        return service.budgets().stream().anyMatch(budget -> !budget.isUnlimited());
    }

    /**
     * Returns the checks of a service. A service with a request limit gets no request, not even for its clock, because others
     * share the limit.
     */
    private List<CheckResult> service(String name, String url, String trust, String identity, boolean counted) {
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
                    unusable instanceof IdentityException known ? String.valueOf(known.getMessage()) : "unreadable",
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
