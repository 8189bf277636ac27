package org.hospitalhub.operations.actions;

import java.util.Locale;
import org.hospitalhub.ledger.Audit;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;

/** Taking changed route files in, the same from screen and API: who asked and how it ended is in the audit. */
@Component
public final class RoutesDesk {

    private final RouteReload routes;
    private final Audit audit;

    public RoutesDesk(RouteReload routes, Audit audit) {
        this.routes = routes;
        this.audit = audit;
    }

    public RouteReload.Result reload(Authentication who) {
        audit.record(who.getName(), "routes-reload", null, null);
        RouteReload.Result result = routes.reload();
        audit.record(
                who.getName(),
                "routes-" + word(result),
                null,
                "routes sha256:%s %s".formatted(result.hash(), result.files()));
        return result;
    }

    /** How it ended: {@code unchanged}, {@code reloaded}, {@code refused} or {@code put-back}. */
    public static String word(RouteReload.Result result) {
        return result.state().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
