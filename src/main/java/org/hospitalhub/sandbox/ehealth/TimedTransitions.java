package org.hospitalhub.sandbox.ehealth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;

/** Applies the transitions that have become due since the last call, so that no thread waits for them. */
final class TimedTransitions {

    /** The scheduler runs at 00:00 and 12:00 UTC (eHealth contract §1.10). */
    private static final long HALF_DAY = 43_200;

    private final State state;
    private final Requests requests;
    private final NhsActions desk;
    private final InstantSource clock;

    TimedTransitions(State state, Requests requests, NhsActions desk, InstantSource clock) {
        this.state = state;
        this.requests = requests;
        this.desk = desk;
        this.clock = clock;
    }

    /** Brings everything to now; true when anything moved. */
    boolean tick() {
        Instant now = clock.instant();
        boolean moved = state.settings().autopilotSeconds() > 0
                && state.registry()
                                .rows(Registry.REQUESTS)
                                .filter(row -> pilot(row, now))
                                .count()
                        > 0;
        long halfDay = Math.floorDiv(now.getEpochSecond(), HALF_DAY);
        if (halfDay > Math.floorDiv(state.lastTick().getEpochSecond(), HALF_DAY)) {
            requests.expire(Instant.ofEpochSecond(halfDay * HALF_DAY));
            moved = true;
        }
        state.lastTick(now);
        return moved;
    }

    private boolean pilot(ObjectNode request, Instant now) {
        boolean moved = false;
        while (Set.of(
                        ContractRequestStatus.NEW,
                        ContractRequestStatus.IN_PROCESS,
                        ContractRequestStatus.PENDING_NHS_SIGN)
                .contains(Requests.status(request))) {
            Instant due = due(request);
            if (due.isAfter(now)) {
                return moved;
            }
            if (Requests.status(request) == ContractRequestStatus.PENDING_NHS_SIGN) {
                desk.sign(request);
            } else {
                requests.advance(request, state.settings().autopilotOutcome(), due);
            }
            moved = true;
        }
        return moved;
    }

    private Instant due(ObjectNode request) {
        try {
            return Instant.parse(Json.text(request, "updated_at"))
                    .plusSeconds(state.settings().autopilotSeconds());
        } catch (DateTimeException noMoment) {
            return Instant.MAX;
        }
    }
}
