package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** All orders of a hub with their attempts, as its API shows them. */
final class HubOrders {

    private static final Set<String> OPEN = Set.of("accepted", "working", "waiting");
    /** Outcomes of attempts that were interrupted or went wrong. */
    private static final Set<String> INTERRUPTED = Set.of("unsure", "again", "failed");

    private final HubProcess hub;
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, JsonNode> orders = new LinkedHashMap<>();
    private final Map<String, JsonNode> attempts = new HashMap<>();

    HubOrders(HubProcess hub) {
        this.hub = hub;
    }

    /** Returns whether there are so many orders and none of them is open. */
    boolean allEnded(int many) throws Exception {
        for (String state : OPEN) {
            if (get("/api/orders?state=" + state).path("total").asInt() > 0) {
                return false;
            }
        }
        return get("/api/orders").path("total").asInt() >= many;
    }

    void read() throws Exception {
        for (int page = 0, pages = 1; page < pages; page++) {
            JsonNode found = get("/api/orders?page=" + page);
            pages = found.path("pages").asInt();
            found.path("items").forEach(order -> orders.put(order.path("id").asText(), order));
        }
        for (String id : List.copyOf(orders.keySet())) {
            orders.put(id, get("/api/orders/" + id));
            attempts.put(id, get("/api/orders/" + id + "/attempts"));
        }
    }

    int size() {
        return orders.size();
    }

    @Nullable
    JsonNode order(String id) {
        return orders.get(id);
    }

    /** Returns the order with a key, null when there is none. */
    @Nullable
    JsonNode withKey(String key) {
        return orders.values().stream()
                .filter(order -> order.path("key").asText().equals(key))
                .findFirst()
                .orElse(null);
    }

    @Nullable
    JsonNode attempts(String id) {
        return attempts.get(id);
    }

    /** Returns how many attempts of an order had this outcome. */
    long count(String outcome, String id) {
        return attempts.get(id).findValuesAsText("outcome").stream()
                .filter(outcome::equals)
                .count();
    }

    /** Adds the numbers of orders by operation and state, and of interrupted attempts by operation, outcome and reason. */
    void count(Map<String, Integer> counts) {
        orders.forEach((id, order) -> {
            String operation = order.path("operation").asText();
            counts.merge(operation + " " + order.path("state").asText(), 1, Integer::sum);
            for (JsonNode attempt : attempts.get(id)) {
                String outcome = attempt.path("outcome").asText();
                if (INTERRUPTED.contains(outcome)) {
                    counts.merge(
                            "attempt of " + operation + " " + outcome + ": "
                                    + attempt.path("detail").asText(),
                            1,
                            Integer::sum);
                }
            }
        });
    }

    private JsonNode get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(hub.uri(path))
                .timeout(Duration.ofMinutes(1))
                .header("Authorization", hub.authorization())
                .build();
        for (int tries = 0; ; tries++) {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 200) {
                return json.readTree(answer.body());
            }
            assertThat(tries)
                    .as(path + " " + answer.statusCode() + " " + answer.body())
                    .isLessThan(20);
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }
}
