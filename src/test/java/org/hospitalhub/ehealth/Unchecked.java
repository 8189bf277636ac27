package org.hospitalhub.ehealth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.List;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.rules.Finding;

/** Sends an order to the service although the hub would refuse it. */
final class Unchecked {

    private Unchecked() {}

    /** Returns the service's messages, none when it took the request. */
    static List<String> send(EhealthFixture fixture, EhealthOperation operation, ObjectNode given) {
        ObjectNode payload = given.deepCopy();
        ObjectNode contract = (ObjectNode) payload.path("contract");
        for (ContractDocument document : ContractDocument.values()) {
            byte[] bytes = Base64.getDecoder()
                    .decode(payload.path("documents")
                            .path(document.field())
                            .path("base64")
                            .asText());
            contract.put(document.md5Field(), ContractDocument.md5(bytes));
        }
        if (!contract.has("consent_text")) {
            contract.put("consent_text", new ConsentText().text(ContractType.valueOf(operation.name())));
        }
        Order order = fixture.acceptAnyway(operation, payload);
        fixture.pastTheCheck(order);
        fixture.work();
        Order ended = fixture.find(order);
        if (ended.problem() != null) {
            throw new AssertionError(ended.problem());
        }
        if (!ended.state().ended()) {
            fixture.ledger.orders().cancel(order.id(), "test", fixture.instant());
        }
        return ended.findings().stream().map(Finding::message).toList();
    }
}
