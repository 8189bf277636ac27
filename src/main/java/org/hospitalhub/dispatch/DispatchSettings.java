package org.hospitalhub.dispatch;

import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the dispatch: how orders are taken out of the ledger.
 *
 * @param workers steps of one lane that may be tried at the same time, by lane
 * @param idle longest pause between two queries of the ledger when no step is known to fall due
 * @param recoverEvery pause between two searches for attempts of dead nodes
 * @param callsMayTake how long a stopping hub waits for calls in flight
 * @param stuckAfter how long one try of a step may take before its worker is abandoned; not shorter than the lease of a claim
 */
@ConfigurationProperties("hub.dispatch")
public record DispatchSettings(
        @DefaultValue Map<String, Integer> workers,
        @DefaultValue("200ms") Duration idle,
        @DefaultValue("30s") Duration recoverEvery,
        @DefaultValue("40s") Duration callsMayTake,
        @DefaultValue("5m") Duration stuckAfter) {

    /** Returns how many steps of a lane may be tried at the same time. */
    int workersOf(String lane) {
        return Math.max(1, workers.getOrDefault(lane, 8));
    }
}
