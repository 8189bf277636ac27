package org.hospitalhub.operations.api;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Orders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/**
 * Holds HTTP requests until an order has ended; one thread checks for all of them, so that a waiting request occupies none.
 * Each costs memory for its connection, so that their number is limited by the heap; a request beyond the limit is answered
 * at once with the order as it is.
 */
final class LongPolling implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LongPolling.class);
    private static final long LOOK_EVERY_MILLIS = 150;

    /** Heap for one waiting call, with as much again to spare: 1,024 calls for 512 MiB. */
    private static final int BYTES_PER_CALL = 512 * 1024;

    private static final int REPLYING_THREADS = 8;

    private record Waiter(String order, String user, Instant until, Consumer<Order> reply) {}

    private final Orders orders;
    private final InstantSource clock;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, Waiter> waiters = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            BasicThreadFactory.builder().namingPattern("waiting-calls").daemon().build());

    private final ExecutorService replying = Executors.newFixedThreadPool(
            REPLYING_THREADS,
            BasicThreadFactory.builder()
                    .namingPattern("waiting-replies")
                    .daemon()
                    .build());

    private final ScheduledFuture<?> looking;
    private final int most;
    private volatile boolean stopping;

    LongPolling(Orders orders, InstantSource clock) {
        this(orders, clock, (int) Math.max(100, Runtime.getRuntime().maxMemory() / BYTES_PER_CALL));
    }

    LongPolling(Orders orders, InstantSource clock, int most) {
        this.most = most;
        this.orders = orders;
        this.clock = clock;
        this.looking =
                thread.scheduleWithFixedDelay(this::look, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A stopping hub ends all waits: each caller gets the order in its current state, and the web server can stop. */
    @EventListener(ContextClosedEvent.class)
    void lastCall() {
        stopping = true;
        look();
    }

    /**
     * Calls back with the order when it has ended, or as it then stands when the time is over.
     *
     * @return false when too many calls wait, in all or of this user, and this one must be answered now
     */
    boolean untilEnded(String order, String user, Instant until, Consumer<Order> reply) {
        if (waiters.size() >= most
                || (waiters.size() >= most / 2
                        && waiters.values().stream()
                                        .filter(waiter -> waiter.user().equals(user))
                                        .count()
                                >= most / 2)) {
            return false;
        }
        waiters.put(numbers.incrementAndGet(), new Waiter(order, user, until, reply));
        return true;
    }

    /** One question for each order, however many wait for it. */
    private void look() {
        Instant now = clock.instant();
        Map<String, Optional<Order>> found = new HashMap<>();
        waiters.forEach((number, waiter) -> {
            try {
                found.computeIfAbsent(waiter.order(), orders::find)
                        .filter(order -> stopping || order.state().ended() || !now.isBefore(waiter.until()))
                        .ifPresent(order -> {
                            if (waiters.remove(number) != null) {
                                replying.execute(() -> waiter.reply().accept(order));
                            }
                        });
            } catch (RuntimeException broken) {
                log.warn(
                        "Could not answer a waiting request yet ({})",
                        broken.getClass().getSimpleName());
            }
        });
    }

    @Override
    public void close() {
        looking.cancel(false);
        thread.shutdownNow();
        replying.shutdown();
    }
}
