package org.hospitalhub.wiring.broker;

import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Regularly checks the broker, on a thread of its own, since a check may take long when the broker is not available. */
final class BrokerMonitor implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BrokerMonitor.class);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            BasicThreadFactory.builder().namingPattern("broker-watch").daemon().build());

    BrokerMonitor(Runnable look, long seconds) {
        Future<?> unused = thread.scheduleWithFixedDelay(() -> safely(look), seconds, seconds, TimeUnit.SECONDS);
    }

    private static void safely(Runnable look) {
        try {
            look.run();
        } catch (RuntimeException broken) {
            log.error(
                    "Could not check the broker ({}); trying again",
                    broken.getClass().getName());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
