package org.hospitalhub.sandbox;

import com.sun.net.httpserver.HttpsConfigurator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which handler answers which path, on the plain and on the TLS port: the longest prefix wins. */
public final class Routes {

    /** Stands for every method. */
    public static final String ANY = "*";

    private final List<Route> plain = new ArrayList<>();
    private final List<Route> secure = new ArrayList<>();
    private @Nullable HttpsConfigurator tls;

    /** Answers paths beginning with the prefix on the plain port. */
    public void on(String method, String pathPrefix, Handler handler) {
        plain.add(new Route(method, pathPrefix, handler));
    }

    /** Answers paths beginning with the prefix on the TLS port, which opens when somebody gave it {@link #tls}. */
    public void onTls(String method, String pathPrefix, Handler handler) {
        secure.add(new Route(method, pathPrefix, handler));
    }

    /** Certificate and client authentication of the TLS port; one simulator gives it. */
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
