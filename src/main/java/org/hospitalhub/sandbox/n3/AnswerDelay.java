package org.hospitalhub.sandbox.n3;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.springframework.boot.convert.DurationStyle;

/** The distribution of the time until an order has its answer; a time is drawn for each accepted order. */
sealed interface AnswerDelay {

    Duration draw(RandomGenerator random);

    /** A constant time. */
    record Const(Duration time) implements AnswerDelay {
        @Override
        public Duration draw(RandomGenerator random) {
            return time;
        }
    }

    /** The exponential distribution with this mean. */
    record Exponential(Duration mean) implements AnswerDelay {
        @Override
        public Duration draw(RandomGenerator random) {
            return times(mean, random.nextExponential());
        }
    }

    /** The lognormal distribution with this median; sigma is the standard deviation of the logarithm. */
    record Lognormal(Duration median, double sigma) implements AnswerDelay {
        @Override
        public Duration draw(RandomGenerator random) {
            return times(median, Math.exp(sigma * random.nextGaussian()));
        }
    }

    /** The uniform distribution between two times. */
    record Uniform(Duration least, Duration most) implements AnswerDelay {
        @Override
        public Duration draw(RandomGenerator random) {
            return least.plus(times(most.minus(least), random.nextDouble()));
        }
    }

    /** Two lognormal distributions; the share of the second is between 0 and 1. */
    record TwoHumped(Duration first, Duration second, double share) implements AnswerDelay {
        private static final double SIGMA = 0.2;

        @Override
        public Duration draw(RandomGenerator random) {
            return new Lognormal(random.nextDouble() < share ? second : first, SIGMA).draw(random);
        }
    }

    /**
     * Reads {@code const 30s}, {@code exponential 60s}, {@code lognormal 90s 0.6}, {@code uniform 10s 60s} or {@code two-humped
     * 15s 180s 0.3}.
     *
     * @throws IllegalArgumentException when it is none of these
     */
    static AnswerDelay parse(String words) {
        List<String> word = List.of(words.strip().split("\\s+"));
        try {
            return switch (word.get(0)) {
                case "const" -> new Const(time(word, 1));
                case "exponential" -> new Exponential(time(word, 1));
                case "lognormal" -> new Lognormal(time(word, 1), Double.parseDouble(word.get(2)));
                case "uniform" -> new Uniform(time(word, 1), time(word, 2));
                case "two-humped" -> new TwoHumped(time(word, 1), time(word, 2), Double.parseDouble(word.get(3)));
                default -> throw new IllegalArgumentException(word.get(0));
            };
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    "completion is one of: const 30s | exponential 60s | lognormal 90s 0.6 | uniform 10s 60s"
                            + " | two-humped 15s 180s 0.3",
                    e);
        }
    }

    private static Duration time(List<String> words, int index) {
        Duration time = DurationStyle.detectAndParse(words.get(index));
        if (time.isNegative()) {
            throw new IllegalArgumentException("negative time");
        }
        return time;
    }

    private static Duration times(Duration duration, double factor) {
        return Duration.ofNanos((long) (duration.toNanos() * factor));
    }
}
