package org.hospitalhub.n3;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.pacing.PollPlan;
import org.hospitalhub.service.NationalService;
import org.hospitalhub.service.engine.ServiceEngine;
import org.hospitalhub.service.engine.ServiceFixture;
import org.hospitalhub.support.OrderBuilder;
import org.jspecify.annotations.Nullable;

/** What the tests of this room stand on: synthetic people, a fixed moment, usual settings. */
final class N3Fixture {

    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    static final InstantSource CLOCK = InstantSource.fixed(NOW);
    static final String ID = "cf2c0205-e0cb-4dfd-ad02-80959c091344";
    static final String TOKEN = "7496f7bf-0bb0-4e4e-a946-17475f08ad39";
    static final PollPlan PLAN = (operation, orderedAt, lastAsked, asked, now) -> now.plusSeconds(30 + asked);

    private static final ObjectMapper JSON = new ObjectMapper();

    private N3Fixture() {}

    static Map<String, String> settings(String baseUrl) {
        return Map.of("hub.n3.base-url", baseUrl, "hub.n3.token", TOKEN);
    }

    static Map<String, String> with(String baseUrl, String name, String value) {
        Map<String, String> settings = new HashMap<>(settings(baseUrl));
        settings.put("hub.n3." + name, value);
        return settings;
    }

    static NationalService service(Map<String, String> settings) {
        return ServiceFixture.ofTheJar("n3", settings, CLOCK);
    }

    static ServiceEngine engine(String baseUrl, InstantSource clock) {
        return ServiceFixture.engine(ServiceFixture.ofTheJar("n3", settings(baseUrl), clock), PLAN, clock);
    }

    static Operation operation(String name) {
        return service(settings("https://n3.example/Proxy/")).operations().stream()
                .filter(operation -> operation.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The memory of an order that N3 took. */
    static ObjectNode memory(Instant orderedAt, Instant firstOrderedAt, int limitsMet) {
        ObjectNode memory = JsonNodeFactory.instance.objectNode().put("id", ID);
        ObjectNode hub = memory.putObject("hub");
        hub.put("orderedAt", orderedAt.toString()).put("firstOrderedAt", firstOrderedAt.toString());
        hub.putObject("fits").put("poll-2", limitsMet);
        return memory;
    }

    static Answer answer(int status, String text, @Nullable String retryAfter) {
        Map<String, List<String>> headers = retryAfter == null ? Map.of() : Map.of("retry-after", List.of(retryAfter));
        return new Answer(status, headers, text.getBytes(StandardCharsets.UTF_8), false);
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException(broken);
        }
    }

    /** A payload that all three operations take. */
    static ObjectNode payload() {
        return (ObjectNode) json("""
                {"patient":{"familyName":"Тестов","firstName":"Пример","patronymic":"Образцович",
                            "birthDate":"1992-10-31","gender":"1","snils":"11223344595"},
                 "patientPersDocs":{"type":"1","series":"4890","number":"627790","issueDate":"2007-01-01","issuer":"ОВД"}}
                """);
    }

    static ClaimedStep work(String operation, String step, ObjectNode memory, Instant enteredAt) {

        byte[] payload = payload().toString().getBytes(StandardCharsets.UTF_8);
        return OrderBuilder.order(operation)
                .id("01890000-0000-7000-8000-000000000001")
                .owner("file")
                .step(step)
                .acceptedAt(NOW)
                .claimed("n3", enteredAt, NOW, payload, memory);
    }
}
