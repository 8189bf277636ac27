package org.hospitalhub.sandbox;

import com.sun.net.httpserver.HttpsConfigurator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The handlers of paths on the plain and the TLS port; the longest prefix wins. */
public final class Routes {

    /** Matches every method. */
    public static final String ANY = "*";

    private final List<Route> plain = new ArrayList<>();
    private final List<Route> secure = new ArrayList<>();
    private @Nullable HttpsConfigurator tls;

    /** Registers a handler for paths with this prefix on the plain port. */
    public void on(String method, String pathPrefix, Handler handler) {
        plain.add(new Route(method, pathPrefix, handler));
    }

    /** Registers a handler for paths with this prefix on the TLS port, which needs {@link #tls} to open. */
    public void onTls(String method, String pathPrefix, Handler handler) {
        secure.add(new Route(method, pathPrefix, handler));
    }

    /** Sets certificate and client authentication of the TLS port; called by one simulator. */
    public void tls(HttpsConfigurator configurator) {
        if (tls != null) {
            throw new IllegalStateException("the TLS port already has its configuration");
        }
        tls = configurator;
    }

    Optional<HttpsConfigurator> tls() {
        return Optional.ofNullable(tls);
    }

    Reply answer(Call call) throws Exception {
        List<Route> fitting = (call.sslSession() == null ? plain : secure)
                .stream().filter(route -> call.path().startsWith(route.prefix)).toList();
        Optional<Route> route = fitting.stream()
                .filter(candidate -> candidate.takes(call.method()))
                .max(Comparator.comparingInt(candidate -> candidate.prefix.length()));
        if (route.isPresent()) {
            return route.get().handler.handle(call);
        }
        return Reply.empty(fitting.isEmpty() ? 404 : 405);
    }

    private record Route(String method, String prefix, Handler handler) {
        boolean takes(String wanted) {
            return method.equals(ANY) || method.equals(wanted);
        }
    }
}
