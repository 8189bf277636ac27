package org.hospitalhub.pacing;

import java.util.Random;

/** How long a simulated service takes to have an answer, in seconds; infinite when it never has one. */
public enum ServiceModel {
    CONST_5("constant 5 s") {
        @Override
        double seconds(Random random, double hour) {
            return 5;
        }
    },
    EXPONENTIAL_30("exponential, mean 30 s") {
        @Override
        double seconds(Random random, double hour) {
            return exponential(random, 30);
        }
    },
    EXPONENTIAL_120("exponential, mean 120 s") {
        @Override
        double seconds(Random random, double hour) {
            return exponential(random, 120);
        }
    },
    LOG_NORMAL("log-normal, median 60 s, sigma 1") {
        @Override
        double seconds(Random random, double hour) {
            return 60 * Math.exp(random.nextGaussian());
        }
    },
    UNIFORM("uniform, 10 to 300 s") {
        @Override
        double seconds(Random random, double hour) {
            return 10 + 290 * random.nextDouble();
        }
    },
    TWO_HUMPS("two humps, 15 s and 10 min") {
        @Override
        double seconds(Random random, double hour) {
            return random.nextBoolean() ? 15 + random.nextGaussian() : 600 + 20 * random.nextGaussian();
        }
    },
    DRIFTING("exponential, mean 30 s to 180 s and back in 8 h") {
        @Override
        double seconds(Random random, double hour) {
            return exponential(random, 30 + 75 * (1 - Math.cos(2 * Math.PI * hour / 8)));
        }
    },
    SUDDEN("exponential, mean 30 s, from hour 3 to 5 180 s") {
        @Override
        double seconds(Random random, double hour) {
            return exponential(random, hour >= 3 && hour < 5 ? 180 : 30);
        }
    },
    OUTAGE("exponential, mean 30 s; no answers from hour 3 to 4") {
        @Override
        double seconds(Random random, double hour) {
            double usual = exponential(random, 30);
            return hour + usual / 3600 >= 3 && hour < 4 ? (4 - hour) * 3600 + usual : usual;
        }
    },
    SHORT_OUTAGE("exponential, mean 30 s; no answers from hour 3 to 3½") {
        @Override
        double seconds(Random random, double hour) {
            double usual = exponential(random, 30);
            return hour + usual / 3600 >= 3 && hour < 3.5 ? (3.5 - hour) * 3600 + usual : usual;
        }
    },
    CONST_90("constant 90 s") {
        @Override
        double seconds(Random random, double hour) {
            return 90;
        }
    },
    TWO_STEPS("70 % after 60 s, 30 % after 240 s") {
        @Override
        double seconds(Random random, double hour) {
            return random.nextInt(10) < 7 ? 60 : 240;
        }
    },
    HEAVY_TAIL("Weibull, scale 60 s, shape 0.6") {
        @Override
        double seconds(Random random, double hour) {
            return 60 * Math.pow(-Math.log(1 - random.nextDouble()), 1 / 0.6);
        }
    },
    NARROW("log-normal, median 100 s, sigma 0.4") {
        @Override
        double seconds(Random random, double hour) {
            return 100 * Math.exp(0.4 * random.nextGaussian());
        }
    },
    NEVER_5_PERCENT("exponential, mean 30 s, 5 % never") {
        @Override
        double seconds(Random random, double hour) {
            return random.nextInt(100) < 5 ? Double.POSITIVE_INFINITY : exponential(random, 30);
        }
    };

    final String words;

    ServiceModel(String words) {
        this.words = words;
    }

    /** Draws one time to the answer for an order that comes at this hour of the simulation. */
    abstract double seconds(Random random, double hour);

    private static double exponential(Random random, double mean) {
        return -mean * Math.log(1 - random.nextDouble());
    }
}
