package org.hospitalhub.ehealth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.List;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.rules.Finding;

/** Sends an order to the service although the hub would refuse it. */
final class Unchecked {

    private Unchecked() {}

    /** Tells the service's messages, none when it took the request. */
    static List<String> send(EhealthStage stage, EhealthOperation operation, ObjectNode given) {
        ObjectNode payload = given.deepCopy();
        ObjectNode contract = (ObjectNode) payload.path("contract");
        for (Document document : Document.values()) {
            byte[] bytes = Base64.getDecoder()
                    .decode(payload.path("documents")
                            .path(document.field())
                            .path("base64")
                            .asText());
            contract.put(document.md5Field(), Document.md5(bytes));
        }
        if (!contract.has("consent_text")) {
            contract.put("consent_text", new Consent().text(ContractType.valueOf(operation.name())));
        }
        Order order = stage.acceptAnyway(operation, payload);
        stage.pastTheCheck(order);
        stage.work();
        Order ended = stage.find(order);
        if (ended.problem() != null) {
            throw new AssertionError(ended.problem());
        }
        if (!ended.state().ended()) {
            stage.ledger.orders().cancel(order.id(), "test", stage.instant());
        }
        return ended.findings().stream().map(Finding::message).toList();
    }
}
