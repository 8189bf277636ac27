package org.hospitalhub.ehealth;

import org.hospitalhub.ledger.ClaimedStep;

/** Builds the requests to the service (eHealth contract §1.4). */
final class EhealthRequests {

    private final EhealthSettings settings;

    EhealthRequests(EhealthSettings settings) {
        this.settings = settings;
    }

    EhealthRequest initialize(ClaimedStep work) {
        EhealthOrder order = EhealthOrder.of(work);
        return call(work, order, "POST", contractRequestsPath(order), null);
    }

    EhealthRequest create(ClaimedStep work, String id, byte[] envelope) {
        EhealthOrder order = EhealthOrder.of(work);
        return call(work, order, "POST", contractRequestsPath(order) + "/" + id, envelope);
    }

    EhealthRequest details(ClaimedStep work, String id) {
        EhealthOrder order = EhealthOrder.of(work);
        return call(work, order, "GET", contractRequestsPath(order) + "/" + id, null);
    }

    EhealthRequest action(ClaimedStep work, String id, byte[] body) {
        EhealthOrder order = EhealthOrder.of(work);
        String path = contractRequestsPath(order) + "/" + id + "/actions/"
                + order.operation().action();
        return call(work, order, "PATCH", path, body);
    }

    EhealthRequest table(ClaimedStep work, RegistryCache.TableQuery query) {
        return call(work, EhealthOrder.of(work), "GET", "/api/" + query.path(), null);
    }

    private static String contractRequestsPath(EhealthOrder order) {
        return "/api/contract_requests/" + order.type().segment();
    }

    private EhealthRequest call(
            ClaimedStep work,
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
