package org.hospitalhub.nhif;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP proxy that tunnels every CONNECT to one port of this machine. */
@SuppressWarnings("FutureReturnValueIgnored") // They run until a socket is closed.
final class TunnelProxy implements AutoCloseable {

    private final ServerSocket door = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final ExecutorService pumps = Executors.newCachedThreadPool();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    TunnelProxy(int port) throws IOException {
        pumps.submit(() -> {
            while (true) {
                Socket near = door.accept();
                BufferedReader head =
                        new BufferedReader(new InputStreamReader(near.getInputStream(), StandardCharsets.US_ASCII));
                asked.add(head.readLine());
                while (!head.readLine().isEmpty()) {
                    // The rest of the head does not matter.
                }
                near.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                Socket far = new Socket(InetAddress.getLoopbackAddress(), port);
                pumps.submit(() -> pump(near, far));
                pumps.submit(() -> pump(far, near));
            }
        });
    }

    private static Void pump(Socket from, Socket to) throws IOException {
        try (from;
                to;
                OutputStream out = to.getOutputStream()) {
            from.getInputStream().transferTo(out);
        }
        return null;
    }

    int port() {
        return door.getLocalPort();
    }

    List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void close() throws IOException {
        door.close();
        pumps.shutdownNow();
    }
}
