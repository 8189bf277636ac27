package org.hospitalhub.ehealth;

import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;

/** Calls eHealth through its one door from outside of a route. */
final class EhealthDoorExchange implements Function<EhealthRequest, EhealthAnswer> {

    private final CamelContext camel;

    EhealthDoorExchange(CamelContext camel) {
        this.camel = camel;
    }

    @Override
    public EhealthAnswer apply(EhealthRequest request) {
        Exchange pass = camel.createFluentProducerTemplate()
                .to("direct:ehealth-call")
                .withBody(request)
                .request(Exchange.class);
        if (pass.getException() == null && pass.getMessage().getBody() instanceof EhealthAnswer answer) {
            return answer;
        }
        throw new EhealthLogIn.RefusedException("eHealth cannot be reached just now: begin the log-in anew later.");
    }
}
