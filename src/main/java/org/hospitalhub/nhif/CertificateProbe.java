package org.hospitalhub.nhif;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.hospitalhub.tls.keys.IdentityException;

/**
 * Asks a server that broke off a new connection whether it does so because of our certificate, or for want of one. In TLS 1.3 our side of the
 * handshake is over before the server has judged the certificate (RFC 8446 §4.4.4), and a server that closes at once may reset
 * the connection before its alert is read; so a refusal looks like a failing network.
 *
 * <p>The probe does the same handshake once more, sends nothing, and waits: a server that is content waits for a request,
 * one that is not closes. Only a server that asked for a certificate counts.
 */
final class CertificateProbe {

    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final NhifSettings settings;
    private final NhifTls tls;

    CertificateProbe(NhifSettings settings, NhifTls tls) {
        this.settings = settings;
        this.tls = tls;
    }

    /** Tells whether the server closes a connection as soon as this identity's certificate, or none, was shown. */
    boolean refused(String identity) {
        if (!settings.secure()) {
            return false;
        }
        AtomicBoolean shown = new AtomicBoolean();
        try (Socket plain = connect();
                SSLSocket socket = secured(plain, identity, shown)) {
            // The context looks at the identity before each connection; from here on only a server that asks makes it
            // look.
            shown.set(false);
            socket.startHandshake();
            socket.setSoTimeout((int) patience().toMillis());
            return socket.getInputStream().read() < 0 && shown.get();
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException | IdentityException broken) {
            return shown.get();
        }
    }

    private Socket connect() throws IOException {
        InetSocketAddress proxy = settings.proxyAddress();
        Socket socket = proxy == null
                ? new Socket()
                : new Socket(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHostString(), proxy.getPort())));
        try {
            socket.setSoTimeout((int) settings.connectTimeout().toMillis());
            InetSocketAddress server = proxy == null
                    ? new InetSocketAddress(host(), port())
                    : InetSocketAddress.createUnresolved(host(), port());
            socket.connect(server, (int) settings.connectTimeout().toMillis());
            return socket;
        } catch (IOException unreachable) {
            socket.close();
            throw unreachable;
        }
    }

    private SSLSocket secured(Socket plain, String identity, AtomicBoolean shown) throws IOException {
        SSLSocket socket = (SSLSocket) tls.context(identity, () -> shown.set(true))
                .getSocketFactory()
                .createSocket(plain, host(), port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return socket;
    }

    /** A refusal comes one round trip after the certificate; a part of what an answer may take is plenty. */
    private Duration patience() {
        Duration part = settings.timeOut().dividedBy(4);
        return part.compareTo(LONGEST) < 0 ? part : LONGEST;
    }

    private String host() {
        return URI.create(settings.baseUrl()).getHost();
    }

    private int port() {
        int port = URI.create(settings.baseUrl()).getPort();
        return port < 0 ? 443 : port;
    }
}
