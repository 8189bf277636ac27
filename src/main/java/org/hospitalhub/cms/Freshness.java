package org.hospitalhub.cms;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** The time for which a signed answer of an authority is true (RFC 6960 §4.2.2.1, RFC 5280 §5.1.2). */
record Freshness(Instant thisUpdate, @Nullable Instant nextUpdate) {

    /** Clocks of two machines may differ by so much. */
    static final Duration SKEW = Duration.ofMinutes(5);

    static Freshness of(Date thisUpdate, @Nullable Date nextUpdate) {
        return new Freshness(thisUpdate.toInstant(), nextUpdate == null ? null : nextUpdate.toInstant());
    }

    void checkNotOfTheFuture(Instant now) throws IOException {
        if (thisUpdate.isAfter(now.plus(SKEW))) {
            throw new IOException("its answer is of the future; check the clock of this machine");
        }
    }

    /**
     * Throws when the answer is not of now.
     *
     * @param withoutNext how old an answer without a next update may be
     */
    void check(Instant now, Duration withoutNext) throws IOException {
        checkNotOfTheFuture(now);
        Instant end = nextUpdate == null ? thisUpdate.plus(withoutNext) : nextUpdate;
        if (end.isBefore(thisUpdate) || end.isBefore(now.minus(SKEW))) {
            throw new IOException("its answer is too old: it is of " + thisUpdate);
        }
    }
}
