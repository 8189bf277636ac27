package org.hospitalhub.sandbox.ehealth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hospitalhub.sandbox.Call;

/**
 * The checks before every method: headers, token, scope, limit, client, party (eHealth contract §8.1; eHealth description, auth 1
 * to 3).
 */
final class Gateway {

    static final String CREATE = "contract_request:create";

    private static final int SECONDS = 60;

    private final State state;
    private final InstantSource clock;
    private final Map<String, Count> counts = new HashMap<>();

    Gateway(State state, InstantSource clock) {
        this.state = state;
        this.clock = clock;
    }

    /**
     * Lets the call in.
     *
     * @param scope what the token must allow; empty for none
     * @throws ServiceErrorException 401, 403 or 429
     */
    Session enter(Call call, String scope) {
        String value = bearer(call);
        requireBroker(call);
        ObjectNode token = state.registry()
                .row("tokens", "value", value)
                .filter(this::lives)
                .orElseThrow(DescribedRule.AUTH_1::broken);
        requireScope(token, scope);
        requireLimit(value);
        String clientId = Json.text(token, "client_id");
        requireClient(clientId);
        Session session = new Session(
                clientId,
                state.registry().row("legal_entities", clientId),
                state.registry().partyOf(Json.text(token, "user_id")));
        if (scope.equals(CREATE)) {
            session.party().ifPresent(this::requireVerified);
        }
        requireAccept(call);
        return session;
    }

    private static String bearer(Call call) {
        String header = call.header("Authorization").orElse("");
        if (!header.startsWith("Bearer ") || header.length() == "Bearer ".length()) {
            throw ServiceErrorException.unauthorised("Authorization header is not set or doesn't contain Bearer token");
        }
        return header.substring("Bearer ".length()).strip();
    }

    private void requireBroker(Call call) {
        String apiKey = call.header("API-key").orElse("");
        if (apiKey.isEmpty()) {
            throw ServiceErrorException.unauthorised("API-KEY header required");
        }
        List<ObjectNode> brokers = state.registry().rows("brokers").toList();
        if (brokers.isEmpty()) {
            return;
        }
        ObjectNode broker = brokers.stream()
                .filter(row -> Json.text(row, "api_key").equals(apiKey))
                .findFirst()
                .orElseThrow(() -> ServiceErrorException.unauthorised("Invalid api key"));
        String psk = Json.text(broker, "psk");
        if (!psk.isEmpty() && !psk.equals(call.header("X-Custom-PSK").orElse(""))) {
            // The token service's failures all look the same from outside (eHealth contract §8.1).
            throw DescribedRule.AUTH_1.broken();
        }
    }

    private boolean lives(ObjectNode token) {
        return !token.hasNonNull("expires_at")
                || token.get("expires_at").asLong() > clock.instant().getEpochSecond();
    }

    private void requireScope(ObjectNode token, String scope) {
        boolean allowed = scope.isEmpty()
                || Arrays.asList(Json.text(token, "scope").split("\\s+")).contains(scope);
        if (!allowed) {
            throw state.settings().missingScopeStatus() == 401
                    ? DescribedRule.AUTH_1.broken()
                    : DescribedRule.AUTH_2.broken(scope);
        }
    }

    private static void requireAccept(Call call) {
        String accept = call.header("Accept").orElse("*/*");
        if (!accept.contains("json") && !accept.contains("*/*") && !accept.contains("application/*")) {
            throw ServiceErrorException.of(
                    406,
                    "content_type_invalid",
                    "Accept header is missing or invalid. Try to set 'Accept: application/json' header.");
        }
    }

    private void requireLimit(String token) {
        long minute = Math.floorDiv(clock.instant().getEpochSecond(), SECONDS);
        Count count = counts.merge(
                token,
                new Count(minute, 1),
                (old, one) -> old.minute == minute ? new Count(minute, old.calls + 1) : one);
        if (count.calls > state.settings().requestsPerMinute()) {
            throw ServiceErrorException.of(429, "rate_limit", "API rate limit exceeded");
        }
    }

    private void requireClient(String clientId) {
        state.registry().row("clients", clientId).ifPresent(client -> {
            if (Json.flag(client, "is_blocked", false)) {
                throw DescribedRule.CLIENT_BLOCKED.broken();
            }
            if (!Json.flag(client, "is_active", true)) {
                throw DescribedRule.CLIENT_NOT_ACTIVE.broken();
            }
        });
    }

    /** Auth 3, read literally or as a time of grace by switch. */
    private void requireVerified(ObjectNode party) {
        if (!state.registry().switchedOn("BLOCK_UNVERIFIED_PARTY_USERS")
                || !Json.text(party, "verification_status").equals("NOT_VERIFIED")) {
            return;
        }
        Instant now = clock.instant();
        LocalDate border = LocalDate.ofInstant(now, ZoneOffset.UTC)
                .minusDays(state.registry().parameter("UNVERIFIED_PARTY_PERIOD_DAYS_ALLOWED", 0));
        LocalDate updated = Dates.day(Json.text(party, "updated_at")).orElse(LocalDate.MAX);
        boolean passes =
                state.settings().partyRule().equals("literal") ? !updated.isAfter(border) : !updated.isBefore(border);
        if (!passes) {
            throw DescribedRule.AUTH_3.broken();
        }
    }

    private record Count(long minute, int calls) {}
}
