package org.hospitalhub.commands.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parked orders of a hub, newest first. */
final class ParkedOrders {

    private final HubApiClient api;
    private final String question;

    /**
     * Chooses orders.
     *
     * @param operation null for every operation
     * @param code what parked them, null for everything
     */
    ParkedOrders(HubApiClient api, @Nullable String operation, @Nullable String code) {
        this.api = api;
        this.question = "/api/orders?state=parked"
                + (operation == null ? "" : "&operation=" + HubApiClient.encoded(operation))
                + (code == null ? "" : "&code=" + HubApiClient.encoded(code));
    }

    long total() {
        return api.get(question).path("total").asLong();
    }

    /** Reads them, at most {@code limit}. */
    List<JsonNode> read(int limit) {
        List<JsonNode> orders = new ArrayList<>();
        JsonNode page = api.get(question);
        for (int next = 1; ; next++) {
            for (JsonNode order : page.path("items")) {
                if (orders.size() < limit) {
                    orders.add(order);
                }
            }
            if (orders.size() >= limit || next >= page.path("pages").asInt()) {
                return orders;
            }
            page = api.get(question + "&page=" + next);
        }
    }

    /** Returns the code of what parked an order: its last finding. */
    static String code(JsonNode order) {
        JsonNode findings = order.path("findings");
        return findings.path(findings.size() - 1).path("code").asText("");
    }
}
