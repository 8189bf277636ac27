package org.hospitalhub.sandbox.n3;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The sliding window against the plain definition: for each arrival, count all arrivals of the minute that ends with it. */
class N3JournalPropertyTest {

    @Property(tries = 300)
    void theWindowCountsWhatItsDefinitionCounts(
            @ForAll @Size(max = 250) List<@IntRange(min = 0, max = 2_500) Integer> gapsMillis) {
        AtomicReference<Instant> now = new AtomicReference<>(N3SimulatorFixture.START);
        N3Journal journal = new N3Journal(now::get);
        N3SandboxSettings settings = N3SandboxSettings.completingAfter(Duration.ZERO);
        List<Instant> arrivals = new ArrayList<>();
        List<N3Journal.LimitViolation> expected = new ArrayList<>();
        int most = 0;
        for (int gap : gapsMillis) {
            Instant at = now.updateAndGet(instant -> instant.plusMillis(gap));
            arrivals.add(at);
            int inWindow = (int) arrivals.stream()
                    .filter(arrival -> arrival.isAfter(at.minusSeconds(60)))
                    .count();
            most = Math.max(most, inWindow);
            if (inWindow > 50) {
                expected.add(new N3Journal.LimitViolation(at, inWindow));
            }
            journal.arrive("GET", "/snils/{id}", settings);
        }

        N3Journal.Report report = journal.report(Instant.MIN, Integer.MAX_VALUE);
        assertThat(report.limitViolations()).isEqualTo(expected);
        assertThat(report.maxInWindow()).isEqualTo(most);
    }
}
