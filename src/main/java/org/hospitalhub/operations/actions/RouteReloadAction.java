package org.hospitalhub.operations.actions;

import java.util.Locale;
import org.hospitalhub.ledger.Audit;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;

/** Reloads changed route files for API and screens; user and outcome are audited. */
@Component
public final class RouteReloadAction {

    private final RouteReloader routes;
    private final Audit audit;

    public RouteReloadAction(RouteReloader routes, Audit audit) {
        this.routes = routes;
        this.audit = audit;
    }

    /** Reloads changed route files, audited for this user. */
    public RouteReloader.Result reload(Authentication who) {
        audit.record(who.getName(), "routes-reload", null, null);
        RouteReloader.Result result = routes.reload();
        audit.record(
                who.getName(),
                "routes-" + word(result),
                null,
                "routes sha256:%s %s".formatted(result.hash(), result.files()));
        return result;
    }

    /** Returns the result in a word: {@code unchanged}, {@code reloaded}, {@code refused} or {@code put-back}. */
    public static String word(RouteReloader.Result result) {
        return result.state().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
