package org.hospitalhub.calls;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A server that sends exactly the given bytes. It never closes a connection by itself and answers every request that
 * comes over one, so that a client which uses a connection again meets whatever was left on it.
 */
public final class RawServer implements AutoCloseable {

    /** Writes the answer to a request. */
    @FunctionalInterface
    public interface Script {
        /** Writes what is to be sent; the connection stays open. */
        void answer(Request request, OutputStream out) throws IOException, InterruptedException;
    }

    /**
     * A request as it arrived.
     *
     * @param line method, path and version
     * @param body its bytes
     */
    public record Request(String line, byte[] body) {
        /** Returns method and path. */
        public String target() {
            return line.replace(" HTTP/1.1", "");
        }

        /** Returns the last segment of the path. */
        public String last() {
            return target().replaceAll(".*/", "");
        }
    }

    private final ServerSocket door;
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final AtomicInteger connections = new AtomicInteger();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Script script;
    private volatile @Nullable String greeting;

    /**
     * Listens on a free port of this machine.
     *
     * @param tls null for plain HTTP
     */
    public RawServer(@Nullable SSLContext tls, Script script) throws IOException {
        ServerSocketFactory sockets = tls == null ? ServerSocketFactory.getDefault() : tls.getServerSocketFactory();
        this.door = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.script = script;
        workers.execute(this::accept);
    }

    /** Sends this over each new connection before a request came. */
    public void greet(@Nullable String bytes) {
        greeting = bytes;
    }

    /** Returns the port. */
    public int port() {
        return door.getLocalPort();
    }

    /** Counts connections. */
    public int connections() {
        return connections.get();
    }

    /** Lists method and path of all requests. */
    public List<String> requests() {
        return requests;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket socket = door.accept();
                connections.incrementAndGet();
                workers.execute(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            OutputStream out = socket.getOutputStream();
            String early = greeting;
            if (early != null) {
                out.write(early.getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (Request request = read(in); request != null; request = read(in)) {
                requests.add(request.target());
                script.answer(request, out);
                out.flush();
            }
        } catch (IOException gone) {
            // The client closed it.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static @Nullable Request read(InputStream in) throws IOException {
        String first = line(in);
        if (first == null) {
            return null;
        }
        int length = 0;
        for (String header = line(in); header != null && !header.isEmpty(); header = line(in)) {
            if (header.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).strip());
            }
        }
        return new Request(first, in.readNBytes(length));
    }

    private static @Nullable String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int one = in.read(); one != '\n'; one = in.read()) {
            if (one < 0) {
                return null;
            }
            if (one != '\r') {
                line.write(one);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Makes a whole answer with the right length. */
    public static byte[] answer(int status, String body) {
        return answer(status, body, body.getBytes(StandardCharsets.UTF_8).length);
    }

    /** Makes an answer that says another length. */
    public static byte[] answer(int status, String body, int length) {
        return ("HTTP/1.1 " + status + " Said\r\nContent-Type: text/plain;charset=utf-8\r\nContent-Length: " + length
                        + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        door.close();
        workers.shutdownNow();
    }
}
