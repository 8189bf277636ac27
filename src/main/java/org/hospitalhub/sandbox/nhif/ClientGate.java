package org.hospitalhub.sandbox.nhif;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Requests a client certificate without requiring one and checks it: after the handshake, so that the answer can say why it is
 * refused, or in the handshake when so configured.
 */
final class ClientGate {

    /** How every certificate is refused at present. */
    enum Rejection {
        NONE,
        HTTP_403,
        HANDSHAKE
    }

    private final TestPki pki;
    private final X509Certificate root;
    private final X509CRL revocations;
    private final InstantSource clock;
    private volatile Rejection rejection = Rejection.NONE;

    ClientGate(TestPki pki, InstantSource clock) {
        this.pki = pki;
        this.clock = clock;
        try {
            this.root = pki.root();
            this.revocations = pki.revocations();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("The sandbox cannot read its certificates", e);
        }
    }

    void reject(Rejection how) {
        rejection = how;
    }

    HttpsConfigurator configurator() {
        SSLContext context = context();
        return new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters tls = context.getDefaultSSLParameters();
                tls.setWantClientAuth(true);
                parameters.setSSLParameters(tls);
            }
        };
    }

    /** Returns the certificate of this session, null when none was sent. */
    static @Nullable X509Certificate certificate(@Nullable SSLSession session) {
        try {
            return session == null ? null : (X509Certificate) session.getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException none) {
            return null;
        }
    }

    /** Returns why a certificate is not accepted, in the service's words; null when it is. */
    @Nullable
    String refusal(X509Certificate certificate) {
        // Also when refusing in the handshake, because an open connection had its handshake before that was configured.
        if (rejection != Rejection.NONE) {
            return "Удостоверението за КЕП не се приема.";
        }
        try {
            certificate.verify(root.getPublicKey());
        } catch (GeneralSecurityException otherIssuer) {
            return "Издателят на удостоверението не е признат.";
        }
        if (certificate.getNotAfter().toInstant().isBefore(clock.instant())) {
            return "Срокът на удостоверението е изтекъл.";
        }
        return revocations.isRevoked(certificate) ? "Удостоверението е прекратено." : null;
    }

    private SSLContext context() {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(pki.keyStore(TestPki.SERVER), TestPki.PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), new TrustManager[] {new Gate()}, null);
            // A resumed session would bypass a refusal that was configured meanwhile.
            context.getServerSessionContext().setSessionTimeout(1);
            return new AlertingContext(context);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("The sandbox cannot open its TLS port", e);
        }
    }

    private final class Gate extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            if (rejection == Rejection.HANDSHAKE) {
                throw new CertificateException("configured to refuse certificates in the handshake");
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            checkClientTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            checkClientTrusted(chain, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("this end is a server");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            checkServerTrusted(chain, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            checkServerTrusted(chain, type);
        }

        /** Returns no names, so that clients send their certificate whatever its issuer. */
        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
