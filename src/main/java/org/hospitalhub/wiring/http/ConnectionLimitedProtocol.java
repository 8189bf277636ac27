package org.hospitalhub.wiring.http;

import org.apache.coyote.http11.Http11NioProtocol;

/** Tomcat's HTTP protocol over {@link ConnectionLimitedEndpoint}. Tomcat creates it by its name. */
public final class ConnectionLimitedProtocol extends Http11NioProtocol {

    private final ConnectionLimitedEndpoint endpoint;

    /** Makes the connector as Tomcat asks for it. */
    public ConnectionLimitedProtocol() {
        this(new ConnectionLimitedEndpoint());
    }

    private ConnectionLimitedProtocol(ConnectionLimitedEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    ConnectionLimitedEndpoint endpoint() {
        return endpoint;
    }
}
