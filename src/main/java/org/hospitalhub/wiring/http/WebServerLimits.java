package org.hospitalhub.wiring.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.Valve;
import org.apache.catalina.valves.RemoteIpValve;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Configures the limits of the web server: connections in total and per address, time for headers and bodies, trusted
 * proxies. Runs after Spring Boot's own customizers.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
final class WebServerLimits implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(WebServerLimits.class);

    /** Heap for one connection with a request: twice what its buffers and objects need. */
    private static final int BYTES_PER_CONNECTION = 128 * 1024;

    private static final int LEAST = 200;
    private static final int MOST = 20_000;

    private final int inAll;
    private final int perAddress;
    private final Duration headerTime;
    private final List<String> proxies;
    private final ScheduledExecutorService looking =
            Executors.newSingleThreadScheduledExecutor(BasicThreadFactory.builder()
                    .namingPattern("slow-connections")
                    .daemon()
                    .build());

    WebServerLimits(
            @Value("${hub.connections.max:0}") int max,
            @Value("${hub.connections.per-address:0}") int perAddress,
            @Value("${hub.connections.header-time:20s}") Duration headerTime,
            @Value("${hub.trusted-proxies:127.0.0.1,::1}") List<String> proxies) {
        this.inAll = max > 0 ? max : fitting(Runtime.getRuntime().maxMemory());
        this.perAddress = perAddress > 0 ? perAddress : inAll * 4 / 5;
        this.headerTime = headerTime;
        this.proxies = List.copyOf(proxies);
    }

    /** Returns the number of connections for a heap of this size: 4,096 for 512 MiB. */
    static int fitting(long heapBytes) {
        return (int) Math.max(LEAST, Math.min(MOST, heapBytes / BYTES_PER_CONNECTION));
    }

    @Override
    public void customize(TomcatServletWebServerFactory server) {
        server.setProtocol(ConnectionLimitedProtocol.class.getName());
        server.addProtocolHandlerCustomizers(handler -> {
            if (handler instanceof ConnectionLimitedProtocol http) {
                guard(http);
            }
        });
        List<Valve> valves = new ArrayList<>(server.getEngineValves());
        boolean behindProxy = valves.removeIf(RemoteIpValve.class::isInstance);
        valves.add(0, new RequestBodyTimeout());
        valves.add(0, new AmbiguousPathValve());
        if (behindProxy) {
            valves.add(0, new TrustedProxyValve(proxies));
        }
        server.setEngineValves(valves);
    }

    private void guard(ConnectionLimitedProtocol http) {
        http.setMaxConnections(inAll + 100); // Tomcat would let newcomers wait where ours makes room for them
        http.setProperty("socket.appReadBufSize", "4096");
        http.setProperty("socket.appWriteBufSize", "4096");
        http.endpoint().open().limit(inAll, perAddress);
        Future<?> unused = looking.scheduleWithFixedDelay(() -> closeSlow(http), 1, 1, TimeUnit.SECONDS);
    }

    private void closeSlow(ConnectionLimitedProtocol http) {
        try {
            http.endpoint().closeSlow(headerTime);
        } catch (RuntimeException broken) {
            log.warn(
                    "Could not check for slow connections ({})",
                    broken.getClass().getSimpleName());
        }
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }
}
