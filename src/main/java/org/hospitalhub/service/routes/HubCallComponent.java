package org.hospitalhub.service.routes;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/** The Camel component {@code hub-call}: own routes call a door of the step's service through it. */
public final class HubCallComponent extends DefaultComponent {

    @Override
    protected Endpoint createEndpoint(String uri, String door, Map<String, Object> parameters) {
        if (door.isBlank()) {
            throw new IllegalArgumentException("hub-call names a door of the service: hub-call:api");
        }
        return new HubCallEndpoint(uri, this, door);
    }
}
