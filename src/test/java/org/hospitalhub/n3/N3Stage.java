package org.hospitalhub.n3;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.ledger.State;
import org.hospitalhub.pacing.PollPlan;
import org.hospitalhub.support.OrderBuilder;

/** What the tests of this room stand on: synthetic people, a fixed moment, usual settings. */
final class N3Stage {

    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    static final InstantSource CLOCK = InstantSource.fixed(NOW);
    static final String ID = "cf2c0205-e0cb-4dfd-ad02-80959c091344";
    static final String TOKEN = "7496f7bf-0bb0-4e4e-a946-17475f08ad39";
    static final PollPlan PLAN = (operation, orderedAt, lastAsked, asked, now) -> now.plusSeconds(30 + asked);

    private static final ObjectMapper JSON = new ObjectMapper();

    private N3Stage() {}

    static N3Settings settings(String baseUrl) {
        return settings(baseUrl, TOKEN, true);
    }

    static N3Settings settings(String baseUrl, String token, boolean strictSnils) {
        return new N3Settings(
                baseUrl,
                token,
                50,
                Duration.ofSeconds(10),
                N3Settings.PauseScope.ORDER,
                Duration.ofSeconds(2),
                Duration.ofHours(24),
                Duration.ofHours(24),
                Duration.ofHours(48),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Duration.ofHours(24),
                strictSnils,
                ZoneId.of("Europe/Moscow"));
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
