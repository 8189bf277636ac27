package org.hospitalhub.sandbox.stub;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the stub needs of {@code service.yaml}.
 *
 * @param settings the declared settings, by name
 * @param limits as declared
 */
record Definition(
        String name,
        Map<String, JsonNode> settings,
        List<JsonNode> limits,
        Map<String, Door> doors,
        List<Operation> operations) {

    /**
     * One door of the service.
     *
     * @param url as declared, with {@code {settings.…}}
     * @param basePath what stands behind the setting in the address, may be empty
     */
    record Door(String name, String url, String basePath, JsonNode node) {
        JsonNode auth() {
            return node.path("auth");
        }

        /** Returns whether calls show a client certificate. */
        boolean mutualTls() {
            return auth().path("kind").asText().equals("client-certificate")
                    || node.path("tls").path("identity").isTextual();
        }

        String media() {
            return node.path("media").asText("application/json");
        }
    }

    /**
     * One operation.
     *
     * @param unknown the answer for an unknown id; missing = 404
     * @param memory the names that answers are remembered by
     */
    record Operation(
            String name,
            List<Step> steps,
            List<Example> examples,
            JsonNode unknown,
            List<String> memory,
            JsonNode node) {
        Step first() {
            return steps.get(0);
        }
    }

    /**
     * One request of an operation.
     *
     * @param address path and query, door's base path included
     */
    record Step(String name, Door door, String method, AddressPattern address, JsonNode node) {
        String media() {
            return node.path("media").asText(door.media());
        }

        /** Returns the media type of answers: what the client accepts, when it names one, else what it sends. */
        String answerMedia() {
            String accept = door.node().path("accept").asText("");
            return accept.isEmpty() || accept.contains("*") || accept.contains(",") ? media() : accept;
        }

        /** Returns whether the client asks again after a pause. */
        boolean polls() {
            return node.has("pause");
        }
    }

    /**
     * One example.
     *
     * @param answers by step, one after the other
     */
    record Example(
            String name,
            JsonNode payload,
            Map<String, List<JsonNode>> answers,
            @Nullable String ends) {
        List<JsonNode> answers(Step step) {
            return answers.getOrDefault(step.name(), List.of());
        }

        boolean completes() {
            return "completed".equals(ends);
        }
    }
}
