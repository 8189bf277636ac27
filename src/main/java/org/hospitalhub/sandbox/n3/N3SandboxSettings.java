package org.hospitalhub.sandbox.n3;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.ConstructorBinding;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The behaviour of the simulator, set by properties and changed at run time by {@code POST /sandbox/n3/settings}.
 *
 * @param limit requests allowed in any window (N3 description §1)
 * @param window the window, 60 s
 * @param pause least time between two polls (N3 description §2.2)
 * @param pauseScope whether the pause counts per order or per client; the description can be read both ways
 * @param enforce whether a request over the limit is answered with 429 or only counted
 * @param enforcePause whether a poll that comes too early is answered with 429 or only counted
 * @param completion time until an order is completed, an {@link AnswerDelay} as text
 * @param neverPercent percentage of orders that are never completed
 * @param seed seed of random choices; the same seed and the same requests give the same times
 * @param slow delay of {@code slow}
 * @param hang how long {@code hang} keeps the connection before closing it
 * @param drip pause after each byte of {@code drip}
 * @param hugeBytes size of {@code huge} in bytes
 */
@ConfigurationProperties("hub.sandbox.n3")
public record N3SandboxSettings(
        @DefaultValue("50") int limit,
        @DefaultValue("60s") Duration window,
        @DefaultValue("10s") Duration pause,
        @DefaultValue("ORDER") PauseScope pauseScope,
        @DefaultValue("true") boolean enforce,
        @DefaultValue("false") boolean enforcePause,
        @DefaultValue("lognormal 25s 0.6") String completion,
        @DefaultValue("0") double neverPercent,
        @DefaultValue("1") long seed,
        @DefaultValue("20s") Duration slow,
        @DefaultValue("10m") Duration hang,
        @DefaultValue("200ms") Duration drip,
        @DefaultValue("52428800") int hugeBytes) {

    /** The polls between which the pause counts. */
    public enum PauseScope {
        ORDER,
        CLIENT
    }

    @JsonCreator
    @ConstructorBinding
    public N3SandboxSettings {
        if (limit < 1 || window.isNegative() || window.isZero() || pause.isNegative()) {
            throw new IllegalArgumentException("limit and window must be positive, pause not negative");
        }
        if (neverPercent < 0 || neverPercent > 100 || hugeBytes < 0) {
            throw new IllegalArgumentException("neverPercent is 0 to 100, hugeBytes not negative");
        }
        AnswerDelay.parse(completion);
    }

    /** Returns the shipped defaults, with orders that are completed after this time; used by most tests. */
    public static N3SandboxSettings completingAfter(Duration time) {
        return new N3SandboxSettings(
                50,
                Duration.ofMinutes(1),
                Duration.ofSeconds(10),
                PauseScope.ORDER,
                true,
                false,
                "const " + time.toMillis() + "ms",
                0,
                1,
                Duration.ofSeconds(20),
                Duration.ofMinutes(10),
                Duration.ofMillis(200),
                50 * 1024 * 1024);
    }
}
