package org.hospitalhub.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Creates client sockets with the settings of their endpoint. */
final class ReloadingSocketFactory extends SSLSocketFactory {

    private final SSLSocketFactory plain;
    private final ReloadingSslContext context;

    ReloadingSocketFactory(SSLSocketFactory plain, ReloadingSslContext context) {
        this.plain = plain;
        this.context = context;
    }

    @Override
    public Socket createSocket() throws IOException {
        context.follow();
        return restricted(plain.createSocket());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        context.follow();
        return restricted(plain.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        context.follow();
        return restricted(plain.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        context.follow();
        return restricted(plain.createSocket(host, port, local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        context.follow();
        return restricted(plain.createSocket(host, port, local, localPort));
    }

    @Override
    public Socket createSocket(Socket tunnel, String host, int port, boolean autoClose) throws IOException {
        context.follow();
        return restricted(plain.createSocket(tunnel, host, port, autoClose));
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return plain.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return plain.getSupportedCipherSuites();
    }

    private Socket restricted(Socket socket) {
        SSLSocket tls = (SSLSocket) socket;
        SSLParameters parameters = tls.getSSLParameters();
        context.restrict(parameters);
        tls.setSSLParameters(parameters);
        return tls;
    }
}
