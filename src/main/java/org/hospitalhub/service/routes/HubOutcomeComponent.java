package org.hospitalhub.service.routes;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/** The component {@code hub-outcome}: how a step ends, as an endpoint that own routes may end in. */
public final class HubOutcomeComponent extends DefaultComponent {

    @Override
    protected Endpoint createEndpoint(String uri, String word, Map<String, Object> parameters) {
        return new HubOutcomeEndpoint(uri, this, HubOutcomeEndpoint.End.named(word));
    }
}
