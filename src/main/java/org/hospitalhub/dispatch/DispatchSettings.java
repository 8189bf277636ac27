package org.hospitalhub.dispatch;

import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How orders are taken out of the ledger.
 *
 * @param workers steps of one lane that may be tried at the same time, by lane
 * @param idle longest rest between two looks into the ledger when nothing is known to fall due
 * @param recoverEvery how often attempts of dead nodes are looked for
 * @param callsMayTake how long a stopping hub waits for calls in flight
 * @param stuckAfter how long one try of a step may take before its worker is given up; not shorter than a claim is held
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
