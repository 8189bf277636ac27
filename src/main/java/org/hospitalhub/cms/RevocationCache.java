package org.hospitalhub.cms;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/** Answers about certificates, until newer ones are due. */
final class RevocationCache {

    private static final int MOST = 1_000;

    /** However long an authority lets its lists live, a revocation is seen within this time. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private static final Duration WITHOUT_NEXT = Duration.ofMinutes(5);
    private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

    private record Key(X509CertificateHolder certificate, X509CertificateHolder authority) {}

    private final Map<Key, CachedAnswer> entries = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, CachedAnswer> eldest) {
            return size() > MOST;
        }
    };

    /** Returns the kept answer, or asks; threads with the same question wait for one answer. */
    RevocationResult answer(RevocationQuestion question, Function<RevocationQuestion, RevocationResult> source) {
        CachedAnswer entry;
        synchronized (entries) {
            entry = entries.computeIfAbsent(
                    new Key(question.certificate(), question.authority()), unknown -> new CachedAnswer());
        }
        return entry.answer(question, source);
    }

    private static final class CachedAnswer {
        private @Nullable RevocationResult known;
        private Instant again = Instant.MIN;

        synchronized RevocationResult answer(
                RevocationQuestion question, Function<RevocationQuestion, RevocationResult> source) {
            Instant now = question.now();
            RevocationResult last = known;
            if (last != null && now.isBefore(again)) {
                return last;
            }
            RevocationResult newer = source.apply(question);
            if (newer.status() == RevocationResult.Status.UNKNOWN) {
                again = now.plus(AFTER_FAILURE);
                // What the authority signed stays true until the time that it names.
                if (last != null && last.nextUpdate() != null && now.isBefore(last.nextUpdate())) {
                    return last;
                }
            } else {
                again = until(newer, now);
            }
            known = newer;
            return newer;
        }

        private static Instant until(RevocationResult answer, Instant now) {
            Instant longest = now.plus(LONGEST);
            Instant next = answer.nextUpdate();
            if (next == null) {
                return now.plus(WITHOUT_NEXT);
            }
            // Within the skew of the clocks an answer may be past its end already.
            return next.isBefore(now) ? now.plus(AFTER_FAILURE) : next.isBefore(longest) ? next : longest;
        }
    }
}
