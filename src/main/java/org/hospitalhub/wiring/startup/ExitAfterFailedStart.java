package org.hospitalhub.wiring.startup;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.context.ApplicationListener;

/** Ends the process some seconds after a failed start, even if parts that had started are still running. */
public final class ExitAfterFailedStart implements ApplicationListener<ApplicationFailedEvent> {

    private static final Logger log = LoggerFactory.getLogger(ExitAfterFailedStart.class);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int EXIT_CODE = 1;

    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile boolean reported;

    /** Handles a failure after the context had started, of a listener or the dispatcher. */
    @Override
    public void onApplicationEvent(ApplicationFailedEvent event) {
        endSoon(event.getException());
    }

    /** Records that Spring Boot has printed the reason. */
    public void reported() {
        reported = true;
    }

    /** Gives the parts that had started some time to stop in order; then ends the process. */
    public void endSoon(Throwable why) {
        if (begun.getAndSet(true)) {
            return;
        }
        Thread end = new Thread(() -> halt(why), "failed-start");
        end.setDaemon(true);
        end.start();
    }

    private void halt(Throwable why) {
        try {
            TimeUnit.SECONDS.sleep(LONGEST.toSeconds());
        } catch (InterruptedException early) {
            Thread.currentThread().interrupt();
        }
        if (!reported) {
            log.error("Hospital Hub does not start: {}", sentence(why));
        }
        Runtime.getRuntime().halt(EXIT_CODE);
    }

    private static String sentence(Throwable why) {
        StartRefusedException refused = ExceptionUtils.throwableOfType(why, StartRefusedException.class);
        return refused == null ? why.toString() : String.valueOf(refused.getMessage());
    }
}
