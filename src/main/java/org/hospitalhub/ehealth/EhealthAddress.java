package org.hospitalhub.ehealth;

import org.hospitalhub.ledger.Work;

/** Makes calls of the service (eHealth contract §1.4). */
final class EhealthAddress {

    private final EhealthSettings settings;

    EhealthAddress(EhealthSettings settings) {
        this.settings = settings;
    }

    EhealthRequest initialize(Work work) {
        EhealthOrder order = EhealthOrder.of(work);
        return call(work, order, "POST", requests(order), null);
    }

    EhealthRequest create(Work work, String id, byte[] envelope) {
        EhealthOrder order = EhealthOrder.of(work);
        return call(work, order, "POST", requests(order) + "/" + id, envelope);
    }

    EhealthRequest details(Work work, String id) {
        EhealthOrder order = EhealthOrder.of(work);
        return call(work, order, "GET", requests(order) + "/" + id, null);
    }

    EhealthRequest act(Work work, String id, byte[] body) {
        EhealthOrder order = EhealthOrder.of(work);
        String path =
                requests(order) + "/" + id + "/actions/" + order.operation().action();
        return call(work, order, "PATCH", path, body);
    }

    EhealthRequest table(Work work, Registers.Question question) {
        return call(work, EhealthOrder.of(work), "GET", "/api/" + question.path(), null);
    }

    private static String requests(EhealthOrder order) {
        return "/api/contract_requests/" + order.type().segment();
    }

    private EhealthRequest call(
            Work work,
            EhealthOrder order,
            String method,
            String path,
            byte @org.jspecify.annotations.Nullable [] body) {
        return EhealthRequest.json(
                method,
                settings.baseUrl() + path,
                body,
                order.legalEntity(),
                work.order().id());
    }
}
