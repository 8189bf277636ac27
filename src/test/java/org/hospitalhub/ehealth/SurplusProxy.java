package org.hospitalhub.ehealth;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A proxy that passes every request on and sends, behind each right answer, one more that nobody asked for. It keeps its
 * connections open, so that a client which used one again would read that one.
 */
final class SurplusProxy implements AutoCloseable {

    private static final byte[] STRANGER =
            ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 47\r\n\r\n"
                            + "{\"data\":{\"id\":\"strange\",\"status\":\"TERMINATED\"}}")
                    .getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final URI target;
    final List<String> requests = new CopyOnWriteArrayList<>();

    SurplusProxy(URI target) throws IOException {
        this.target = target;
        workers.execute(this::accept);
    }

    URI uri() {
        return URI.create("http://" + own());
    }

    private String own() {
        return "127.0.0.1:" + door.getLocalPort();
    }

    private void accept() {
        try {
            while (!door.isClosed()) {
                Socket socket = door.accept();
                workers.execute(() -> serve(socket));
            }
        } catch (IOException closed) {
            // It is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            for (String head = head(in); !head.isEmpty(); head = head(in)) {
                requests.add(head.substring(0, head.indexOf(" HTTP/")));
                byte[] body = in.readNBytes(length(head));
                byte[] answer = passedOn(head, body);
                out.write(answer);
                out.write(STRANGER);
                out.flush();
            }
        } catch (IOException gone) {
            // The client closed it.
        }
    }

    private byte[] passedOn(String head, byte[] body) throws IOException {
        try (Socket socket = new Socket(target.getHost(), target.getPort())) {
            String plain = head.replaceAll("(?i)\r\nConnection: [^\r]*", "")
                    .replaceFirst(
                            "(?i)\r\nHost: [^\r]*", "\r\nHost: " + target.getAuthority() + "\r\nConnection: close");
            socket.getOutputStream().write(plain.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(body);
            socket.getOutputStream().flush();
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String given = head(in);
            String answer = given.replaceAll("(?i)\r\n(Connection|Content-Length|Transfer-Encoding): [^\r]*", "");
            boolean chunks = given.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked");
            byte[] all = chunks ? unchunked(in) : in.readAllBytes();
            // What it says of places leads through here again.
            byte[] text = new String(all, StandardCharsets.ISO_8859_1)
                    .replace("localhost:" + target.getPort(), own())
                    .replace(target.getAuthority(), own())
                    .getBytes(StandardCharsets.ISO_8859_1);
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            whole.writeBytes(answer.substring(0, answer.length() - 2).getBytes(StandardCharsets.ISO_8859_1));
            whole.writeBytes(("Content-Length: " + text.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            whole.writeBytes(text);
            return whole.toByteArray();
        }
    }

    private static byte[] unchunked(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int size = size(in); size > 0; size = size(in)) {
            all.writeBytes(in.readNBytes(size));
            in.readNBytes(2);
        }
        return all.toByteArray();
    }

    private static int size(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int one = in.read(); one != '\n' && one >= 0; one = in.read()) {
            line.append((char) one);
        }
        return Integer.parseInt(line.toString().strip(), 16);
    }

    private static int length(String head) {
        for (String line : head.split("\r\n")) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                return Integer.parseInt(line.substring(15).strip());
            }
        }
        return 0;
    }

    /** Reads to the empty line; empty at the end of the connection. */
    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int one = in.read();
            if (one < 0) {
                return "";
            }
            head.append((char) one);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        door.close();
        workers.shutdownNow();
    }
}
