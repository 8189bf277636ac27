package org.hospitalhub.wiring.http;

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
 * Limits the request threads that one address may use, so that a fifth stays free for others: a client that sends a body slowly
 * occupies a thread, even before it is authenticated. A waiting request ({@code ?wait=}) occupies none.
 *
 * <p>A request over the limit is cut off without a response: for a 503, Tomcat would first read the rest of the slow body, so
 * that nothing would be saved.
 */
@Component
final class PerAddressLimit implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private final int threads;

    PerAddressLimit(TomcatServerProperties server) {
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
