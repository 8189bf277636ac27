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
 * Asks a server that broke off a new connection whether it does so because of our certificate, or for want of one. In TLS 1.3
 * our side of the handshake is over before the server has checked the certificate (RFC 8446 §4.4.4), and a server that closes at
 * once may reset the connection before its alert is read; so a refusal looks like a failing network.
 *
 * <p>The probe does the same handshake once more, sends nothing, and waits: a server that accepts waits for a request, one that
 * does not closes. Only a server that asked for a certificate counts.
 */
public final class CertificateProbe {

    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final BaseUrl address;
    private final @Nullable InetSocketAddress proxy;
    private final GuardedHttpClient.Limits limits;

    /**
     * Probes one door.
     *
     * @param proxy HTTP proxy that tunnels, not resolved; null for none
     */
    public CertificateProbe(BaseUrl address, @Nullable InetSocketAddress proxy, GuardedHttpClient.Limits limits) {
        this.address = address;
        this.proxy = proxy;
        this.limits = limits;
    }

    /**
     * Returns whether the server closes a connection as soon as a certificate, or none, was shown.
     *
     * @param tls makes the context of an identity; what it is given runs whenever the identity is looked at: before each
     *     connection, and when a server asks for it
     */
    public boolean refused(Function<Runnable, SSLContext> tls) {
        if (!address.secure()) {
            return false;
        }
        AtomicBoolean shown = new AtomicBoolean();
        try (Socket plain = connect();
                SSLSocket socket = secured(plain, tls.apply(() -> shown.set(true)))) {
            // The identity is looked at before each connection; from here on only for a server that asks.
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

    /** A refusal comes one round trip after the certificate; a part of what an answer may take is plenty. */
    private Duration patience() {
        Duration part = limits.silence().dividedBy(4);
        return part.compareTo(LONGEST) < 0 ? part : LONGEST;
    }

    private String host() {
        return address.uri().getHost();
    }
}
