package org.hospitalhub.wiring.http;

import org.apache.coyote.http11.Http11NioProtocol;

/** Tomcat's HTTP connector over {@link GuardedEndpoint}. Made by Tomcat by its name. */
public final class GuardedHttp extends Http11NioProtocol {

    private final GuardedEndpoint endpoint;

    /** Makes the connector as Tomcat asks for it. */
    public GuardedHttp() {
        this(new GuardedEndpoint());
    }

    private GuardedHttp(GuardedEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    GuardedEndpoint endpoint() {
        return endpoint;
    }
}
