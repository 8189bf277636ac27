package org.hospitalhub.sandbox;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The sandbox: a plain and a TLS port for all simulators. Can be started and closed once; port 0 selects a free one. */
public final class Sandbox implements AutoCloseable {

    private static final int MAX_BODY = 64 * 1024 * 1024;
    private static final int THREADS = 32;
    private static final int BACKLOG = 256;
    private static final String LOOPBACK = "127.0.0.1";

    private final Routes routes = new Routes();
    private final ExecutorService workers = Executors.newFixedThreadPool(THREADS, Sandbox::daemon);
    private final ScheduledExecutorService later = Executors.newScheduledThreadPool(2, Sandbox::daemon);
    private final HttpExchangeHandler wire = new HttpExchangeHandler(routes::answer, MAX_BODY, later);
    private @Nullable HttpServer plain;
    private @Nullable HttpServer secure;

    public Sandbox(List<? extends Simulator> simulators) {
        String index = simulators.stream().map(Simulator::summary).collect(Collectors.joining("\n\n"));
        simulators.forEach(simulator -> simulator.register(routes));
        routes.on("GET", "/sandbox/", call -> index(call, index));
    }

    /** Opens both ports on loopback; the TLS port only when a simulator configured it. */
    public Sandbox start(int port, int tlsPort) {
        return start(LOOPBACK, port, tlsPort);
    }

    /**
     * Opens both ports.
     *
     * @throws IllegalStateException with one clear line when a port is taken
     */
    public Sandbox start(String address, int port, int tlsPort) {
        // Without it every small answer on a kept-alive connection waits 40 ms for the client's ACK; read once, by the
        // first server.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
        try {
            plain = open(address, port, "hub.sandbox.port", null);
            if (routes.tls().isPresent()) {
                secure = open(
                        address, tlsPort, "hub.sandbox.tls-port", routes.tls().get());
            }
            return this;
        } catch (IllegalStateException taken) {
            close();
            throw taken;
        }
    }

    /** Returns the number of the open plain port. */
    public int port() {
        return opened(plain).getAddress().getPort();
    }

    /** Returns the number of the open TLS port. */
    public int tlsPort() {
        return opened(secure).getAddress().getPort();
    }

    /** Returns the plain port's root with a slash at its end. */
    public URI uri() {
        return URI.create("http://" + opened(plain).getAddress().getHostString() + ":"
                + opened(plain).getAddress().getPort() + "/");
    }

    /** Closes the ports at once; pending answers are cut off. */
    @Override
    public void close() {
        later.shutdownNow();
        if (plain != null) {
            plain.stop(0);
        }
        if (secure != null) {
            secure.stop(0);
        }
        workers.shutdownNow();
    }

    private HttpServer open(String address, int port, String setting, @Nullable HttpsConfigurator tls) {
        try {
            InetSocketAddress socket = new InetSocketAddress(address, port);
            HttpServer server;
            if (tls == null) {
                server = HttpServer.create(socket, BACKLOG);
            } else {
                HttpsServer https = HttpsServer.create(socket, BACKLOG);
                https.setHttpsConfigurator(tls);
                server = https;
            }
            server.createContext("/", wire);
            server.setExecutor(workers);
            server.start();
            return server;
        } catch (BindException e) {
            throw new PortInUseException(address, port, setting, e);
        } catch (IOException e) {
            throw new IllegalStateException("The sandbox cannot open " + address + ":" + port, e);
        }
    }

    private static HttpServer opened(@Nullable HttpServer server) {
        if (server == null) {
            throw new IllegalStateException("the port is not open");
        }
        return server;
    }

    private static Reply index(Call call, String index) {
        return call.path().equals("/sandbox/")
                ? Reply.text(
                        200,
                        "Hospital Hub sandbox: stand-ins for national services, synthetic answers only\n\n" + index
                                + "\n")
                : Reply.empty(404);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "sandbox");
        thread.setDaemon(true);
        return thread;
    }
}
