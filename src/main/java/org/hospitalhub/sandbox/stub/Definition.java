package org.hospitalhub.sandbox.stub;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parts of {@code service.yaml} that the stub uses.
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
     * @param basePath part of the address after the setting, may be empty
     */
    record Door(String name, String url, String basePath, JsonNode node) {
        JsonNode auth() {
            return node.path("auth");
        }

        /** Returns whether calls need a client certificate. */
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
     * @param unknown answer for an unknown id; 404 when missing
     * @param memory names of remembered values
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
     * @param address path and query, including the door's base path
     */
    record Step(String name, Door door, String method, AddressPattern address, JsonNode node) {
        String media() {
            return node.path("media").asText(door.media());
        }

        /** Returns the media type of answers: the one that the client accepts, else the one that it sends. */
        String answerMedia() {
            String accept = door.node().path("accept").asText("");
            if (!accept.isEmpty() && !accept.contains("*") && !accept.contains(",")) {
                return accept;
            }
            return switch (Tree.type(media())) {
                case "multipart/form-data" -> "application/json";
                case SoapParts.MEDIA -> "application/xml";
                default -> media();
            };
        }

        /** Returns whether the step polls. */
        boolean polls() {
            return node.has("pause");
        }
    }

    /**
     * One example.
     *
     * @param answers answers by step, in their order
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
