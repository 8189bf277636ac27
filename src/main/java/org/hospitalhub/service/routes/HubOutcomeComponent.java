package org.hospitalhub.service.routes;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/** The Camel component {@code hub-outcome}: own routes end a step with an outcome through it. */
public final class HubOutcomeComponent extends DefaultComponent {

    @Override
    protected Endpoint createEndpoint(String uri, String word, Map<String, Object> parameters) {
        return new HubOutcomeEndpoint(uri, this, HubOutcomeEndpoint.End.named(word));
    }
}
