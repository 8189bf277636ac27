package org.hospitalhub.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Answers every connection with one line: the TLS version and who the client is. Certificates are wanted, not needed. */
final class TlsServer implements AutoCloseable {

    private final SSLServerSocket socket;
    private final ExecutorService worker = Executors.newSingleThreadExecutor();

    TlsServer(TestPki pki, List<X509CRL> revocations, String... protocols) throws Exception {
        this(pki.server(), pki.authority(), revocations, protocols);
    }

    TlsServer(TestPki.Pair own, X509Certificate authority, List<X509CRL> revocations, String... protocols)
            throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("server", own.key(), new char[0], new Certificate[] {own.certificate()});
        KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(keys, new char[0]);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", authority);
        PKIXBuilderParameters path = new PKIXBuilderParameters(trusted, new X509CertSelector());
        path.setRevocationEnabled(!revocations.isEmpty());
        path.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(revocations)));
        TrustManagerFactory trustManagers = TrustManagerFactory.getInstance("PKIX");
        trustManagers.init(new CertPathTrustManagerParameters(path));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
        socket = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        socket.setWantClientAuth(true);
        socket.setEnabledProtocols(protocols);
        worker.execute(this::serve);
    }

    int port() {
        return socket.getLocalPort();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (SSLSocket client = (SSLSocket) socket.accept()) {
                client.setSoTimeout(120_000);
                client.startHandshake();
                byte[] answer =
                        (client.getSession().getProtocol() + " " + who(client) + "\n").getBytes(StandardCharsets.UTF_8);
                client.getOutputStream().write(answer);
            } catch (IOException refused) {
                // The client sees the alert; that is what the tests look at.
            }
        }
    }

    private static String who(SSLSocket client) {
        try {
            return client.getSession().getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException nobody) {
            return "nobody";
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        worker.shutdownNow();
    }
}
