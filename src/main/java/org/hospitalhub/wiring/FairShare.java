package org.hospitalhub.wiring;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.springframework.boot.tomcat.autoconfigure.TomcatServerProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * Keeps a fifth of the server's threads for others: who sends bodies drop by drop holds a thread for each, also before anybody
 * asked for a password. A caller that waits ({@code ?wait=}) holds none.
 *
 * <p>Who is over the share is cut off without an answer: Tomcat reads the rest of a refused body first, drop by drop, so that
 * a polite 503 would cost what it should save.
 */
@Component
final class FairShare implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private final int threads;

    FairShare(TomcatServerProperties server) {
        this.threads = server.getThreads().getMax();
    }

    @Override
    public void customize(TomcatServletWebServerFactory server) {
        server.addEngineValves(new Share(threads * 4 / 5));
    }

    private static final class Share extends ValveBase {

        private final Map<String, Integer> inside = new ConcurrentHashMap<>();
        private final int most;

        Share(int most) {
            super(true);
            this.most = most;
        }

        @Override
        public void invoke(Request request, Response response) throws IOException, ServletException {
            String address = request.getRemoteAddr();
            int now = inside.merge(address, 1, Integer::sum);
            try {
                if (now <= most || request.isAsyncDispatching()) {
                    getNext().invoke(request, response);
                } else {
                    response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, null);
                }
            } finally {
                inside.computeIfPresent(address, (name, count) -> count == 1 ? null : count - 1);
            }
        }
    }
}
