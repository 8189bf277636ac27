package org.hospitalhub.intake;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.hospitalhub.rules.Finding;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts rejected messages, and logs their number without their data at most once a minute. */
public final class RejectedMessages {

    private static final Logger LOG = LoggerFactory.getLogger(RejectedMessages.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final AtomicLong count = new AtomicLong();
    private long logged;
    private @Nullable Instant loggedAt;

    RejectedMessages(InstantSource clock) {
        this.clock = clock;
    }

    /** Returns how many messages were rejected since the start. */
    public long count() {
        return count.get();
    }

    synchronized void add(List<Finding> findings) {
        long now = count.incrementAndGet();
        Instant moment = clock.instant();
        if (loggedAt == null || !moment.isBefore(loggedAt.plus(PAUSE))) {
            String codes = findings.stream().map(Finding::code).distinct().collect(Collectors.joining(", "));
            LOG.warn(
                    "{} message(s) rejected; the last one with {}; they are in the queue hub.rejected with all findings",
                    now - logged,
                    codes);
            logged = now;
            loggedAt = moment;
        }
    }
}
