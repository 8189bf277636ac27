package org.hospitalhub.wiring.startup;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.apache.coyote.AbstractProtocol;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Ends the process when an essential thread has died, so that systemd, Docker or Kubernetes restarts the hub; otherwise it would
 * run without answering. No accepted order is lost.
 */
public final class ExitOnThreadDeath implements ApplicationListener<ApplicationEvent> {

    private static final Logger log = LoggerFactory.getLogger(ExitOnThreadDeath.class);

    /** The exit code of {@code -XX:+ExitOnOutOfMemoryError}. */
    static final int EXIT_CODE = 3;

    private static final int LOOK_EVERY_SECONDS = 2;
    private static final String OURS = "claims-.*|result-files|recovery";

    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(
            BasicThreadFactory.builder().namingPattern("vital-threads").daemon().build());

    private volatile boolean stopping;

    /** Ends the process on JVM errors except StackOverflowError, which concerns one call only. */
    public static void endOnErrors() {
        Thread.setDefaultUncaughtExceptionHandler((thread, broken) -> {
            if (broken instanceof VirtualMachineError && !(broken instanceof StackOverflowError)) {
                end("thread " + thread.getName() + " ended by "
                        + broken.getClass().getSimpleName());
            } else {
                log.error(
                        "Thread {} ended by {}",
                        thread.getName(),
                        broken.getClass().getName(),
                        broken instanceof Error ? broken : null);
            }
        });
    }

    @Override
    public void onApplicationEvent(ApplicationEvent event) {
        if (event instanceof ApplicationReadyEvent ready) {
            started(ready);
        } else if (event instanceof ContextClosedEvent) {
            stopping();
        }
    }

    private void started(ApplicationReadyEvent event) {
        if (event.getApplicationContext() instanceof ServletWebServerApplicationContext web
                && web.getWebServer() instanceof TomcatWebServer server
                && server.getTomcat().getConnector().getProtocolHandler() instanceof AbstractProtocol<?> http) {
            String name = http.getName().replace("\"", "");
            Pattern vital = Pattern.compile(Pattern.quote(name) + "-(Acceptor|Poller)|" + OURS);
            Set<Thread> seen = new HashSet<>();
            Future<?> unused = looking.scheduleWithFixedDelay(
                    () -> look(vital, seen), LOOK_EVERY_SECONDS, LOOK_EVERY_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void stopping() {
        stopping = true;
        looking.shutdownNow();
    }

    /** The threads are looked for each time: those of the dispatcher begin after this listener has been called. */
    private void look(Pattern vital, Set<Thread> seen) {
        seen.addAll(named(vital));
        seen.stream().filter(thread -> !thread.isAlive()).findFirst().ifPresent(dead -> {
            if (!stopping) {
                end("thread " + dead.getName() + " has died");
            }
        });
    }

    private static List<Thread> named(Pattern name) {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        Thread[] threads = new Thread[group.activeCount() * 2 + 50];
        int count = group.enumerate(threads, true);
        return Arrays.stream(threads, 0, count)
                .filter(thread -> name.matcher(thread.getName()).matches())
                .toList();
    }

    private static void end(String why) {
        try {
            log.error("The hub stops itself so that it is restarted: {}", why);
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}
