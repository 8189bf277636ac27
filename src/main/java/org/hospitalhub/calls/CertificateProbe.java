package org.hospitalhub.calls;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a server that closed a new connection did so because of the hub's certificate, or because there was none. In
 * TLS 1.3 the client's side of the handshake ends before the server has checked the certificate (RFC 8446 §4.4.4), and a server
 * that closes at once may reset the connection before its alert is read, so that a refusal looks like a network failure.
 *
 * <p>The probe repeats the handshake, sends nothing and waits: a server that accepts the certificate waits for a request, one
 * that refuses it closes the connection. Only servers that ask for a certificate are considered.
 */
public final class CertificateProbe {

    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final BaseUrl address;
    private final @Nullable InetSocketAddress proxy;
    private final GuardedHttpClient.Limits limits;

    /**
     * Creates a probe of one door.
     *
     * @param proxy HTTP proxy for a tunnel (CONNECT), unresolved; null for none
     */
    public CertificateProbe(BaseUrl address, @Nullable InetSocketAddress proxy, GuardedHttpClient.Limits limits) {
        this.address = address;
        this.proxy = proxy;
        this.limits = limits;
    }

    /**
     * Returns whether the server closes the connection when it has received the certificate, or none.
     *
     * @param tls creates the TLS context of an identity; its argument is run whenever the identity is read: before each
     *     connection, and when a server asks for it
     */
    public boolean refused(Function<Runnable, SSLContext> tls) {
        if (!address.secure()) {
            return false;
        }
        AtomicBoolean shown = new AtomicBoolean();
        try (Socket plain = connect();
                SSLSocket socket = secured(plain, tls.apply(() -> shown.set(true)))) {
            // The identity is read before each connection; from here on only when the server asks for it.
            shown.set(false);
            socket.startHandshake();
            socket.setSoTimeout((int) patience().toMillis());
            return socket.getInputStream().read() < 0 && shown.get();
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException | RuntimeException broken) {
            return shown.get();
        }
    }

    private Socket connect() throws IOException {
        InetSocketAddress through = proxy;
        Socket socket = through == null
                ? new Socket()
                : new Socket(
                        new Proxy(Proxy.Type.HTTP, new InetSocketAddress(through.getHostString(), through.getPort())));
        try {
            socket.setSoTimeout((int) limits.connect().toMillis());
            InetSocketAddress server = through == null
                    ? new InetSocketAddress(host(), address.port())
                    : InetSocketAddress.createUnresolved(host(), address.port());
            socket.connect(server, (int) limits.connect().toMillis());
            return socket;
        } catch (IOException unreachable) {
            socket.close();
            throw unreachable;
        }
    }

    private SSLSocket secured(Socket plain, SSLContext context) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host(), address.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return socket;
    }

    /** Returns how long to wait for a refusal, which comes one round trip after the certificate: a part of the time for an answer. */
    private Duration patience() {
        Duration part = limits.silence().dividedBy(4);
        return part.compareTo(LONGEST) < 0 ? part : LONGEST;
    }

    private String host() {
        return address.uri().getHost();
    }
}
