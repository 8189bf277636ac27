package org.hospitalhub.tls;

import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * A TLS context that reloads changed certificates, and then forgets its sessions: a resumed session would still use the old
 * certificate.
 */
final class ReloadingSslContext extends SSLContextSpi {

    private final SSLContext plain;
    private final OutgoingTls.Settings settings;
    private final Supplier<List<Object>> versions;
    private List<Object> known = List.of();

    ReloadingSslContext(SSLContext plain, OutgoingTls.Settings settings, Supplier<List<Object>> versions) {
        this.plain = plain;
        this.settings = settings;
        this.versions = versions;
    }

    /** Must be called before every new connection. */
    synchronized void follow() {
        List<Object> newest = versions.get();
        if (!newest.equals(known)) {
            known = newest;
            SSLSessionContext sessions = plain.getClientSessionContext();
            for (byte[] id : Collections.list(sessions.getIds())) {
                SSLSession session = sessions.getSession(id);
                if (session != null) {
                    session.invalidate();
                }
            }
        }
    }

    void restrict(SSLParameters parameters) {
        parameters.setProtocols(settings.protocols().toArray(String[]::new));
        if (!settings.signatureSchemes().isEmpty()) {
            parameters.setAlgorithmConstraints(new SignatureSchemeConstraints(settings.signatureSchemes()));
        }
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
        follow();
        return restricted(plain.createSSLEngine());
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
        follow();
        return restricted(plain.createSSLEngine(host, port));
    }

    private SSLEngine restricted(SSLEngine engine) {
        SSLParameters parameters = engine.getSSLParameters();
        restrict(parameters);
        engine.setSSLParameters(parameters);
        engine.setUseClientMode(true);
        return engine;
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
        return new ReloadingSocketFactory(plain.getSocketFactory(), this);
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
        throw new UnsupportedOperationException("This context is for outgoing calls.");
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
        return plain.getClientSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
        return plain.getServerSessionContext();
    }

    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
        SSLParameters parameters = plain.getDefaultSSLParameters();
        restrict(parameters);
        return parameters;
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
        return plain.getSupportedSSLParameters();
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
            throws KeyManagementException {
        throw new KeyManagementException("This context is made by OutgoingTls.");
    }
}
