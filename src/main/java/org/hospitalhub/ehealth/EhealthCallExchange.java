package org.hospitalhub.ehealth;

import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.hospitalhub.service.BrowserLogIn;

/** Calls eHealth through its {@code ehealth-call} route from outside of a route. */
final class EhealthCallExchange implements Function<EhealthRequest, EhealthResponse> {

    private final CamelContext camel;

    EhealthCallExchange(CamelContext camel) {
        this.camel = camel;
    }

    @Override
    public EhealthResponse apply(EhealthRequest request) {
        Exchange pass = camel.createFluentProducerTemplate()
                .to("direct:ehealth-call")
                .withBody(request)
                .request(Exchange.class);
        if (pass != null
                && pass.getException() == null
                && pass.getMessage().getBody() instanceof EhealthResponse response) {
            return response;
        }
        throw new BrowserLogIn.RefusedException(
                "eHealth cannot be reached at the moment: start the log-in again later.");
    }
}
