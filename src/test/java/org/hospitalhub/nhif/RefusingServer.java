package org.hospitalhub.nhif;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.hospitalhub.sandbox.nhif.NhifSimulator;

/** Servers that share nothing with the sandbox, demand a client certificate, and accept none of ours. */
final class RefusingServer implements AutoCloseable {

    enum Manner {
        /** The JDK's own HTTPS server with another authority in its trust store. */
        JDK,
        /** Resets the connection when it sees the certificate, without an alert. */
        SILENT,
        /** Asks for a certificate and resets the connection when none came, without an alert. */
        ASKING
    }

    private static final char[] PASSWORD = "sandbox".toCharArray();

    private final int port;
    private final Closeable server;

    RefusingServer(NhifSimulator pki, Manner manner) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store(pki.clientFile("server")), PASSWORD);
        if (manner == Manner.JDK) {
            HttpsServer https = jdk(keys.getKeyManagers(), store(pki.clientFile("other-ca")));
            port = https.getAddress().getPort();
            server = () -> https.stop(0);
        } else {
            Silent silent = new Silent(keys.getKeyManagers(), manner == Manner.SILENT);
            port = silent.door.getLocalPort();
            server = silent;
        }
    }

    String url() {
        return "https://localhost:" + port;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private static KeyStore store(Path file) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private static HttpsServer jdk(KeyManager[] keys, KeyStore other) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("other", other.getCertificateChain("sandbox")[1]);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust.getTrustManagers(), null);
        HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters tls = context.getDefaultSSLParameters();
                tls.setNeedClientAuth(true);
                parameters.setSSLParameters(tls);
            }
        });
        https.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        https.start();
        return https;
    }

    /** One connection after the other. */
    @SuppressWarnings("FutureReturnValueIgnored") // It runs until the door is closed.
    private static final class Silent extends X509ExtendedTrustManager implements Closeable {
        private final ServerSocket door = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        private final ExecutorService worker = Executors.newSingleThreadExecutor();
        private volatile Socket plain;

        Silent(KeyManager[] keys, boolean demand) throws Exception {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {this}, null);
            worker.submit(() -> {
                while (!door.isClosed()) {
                    plain = door.accept();
                    try (SSLSocket socket =
                            (SSLSocket) context.getSocketFactory().createSocket(plain, null, plain.getPort(), true)) {
                        socket.setUseClientMode(false);
                        if (demand) {
                            socket.setNeedClientAuth(true);
                        } else {
                            socket.setWantClientAuth(true);
                        }
                        socket.startHandshake();
                        reset();
                    } catch (IOException reset) {
                        // As meant.
                    }
                }
                return null;
            });
        }

        private void reset() {
            try {
                plain.setSoLinger(true, 0);
                plain.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            reset();
            throw new CertificateException("not accepted");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }

        @Override
        public void close() throws IOException {
            door.close();
            worker.shutdownNow();
        }
    }
}
