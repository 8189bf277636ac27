package org.hospitalhub.operations;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Orders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/** HTTP calls that hold until an order has ended; one thread looks for all of them, so that a waiting call costs none. */
final class Waiting implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Waiting.class);
    private static final long LOOK_EVERY_MILLIS = 150;

    private record Waiter(String order, Instant until, Consumer<Order> reply) {}

    private final Orders orders;
    private final InstantSource clock;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, Waiter> waiters = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread looker = new Thread(task, "waiting-calls");
        looker.setDaemon(true);
        return looker;
    });

    private final ScheduledFuture<?> looking;
    private volatile boolean stopping;

    Waiting(Orders orders, InstantSource clock) {
        this.orders = orders;
        this.clock = clock;
        this.looking =
                thread.scheduleWithFixedDelay(this::look, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A hub that is told to stop lets nobody wait: each caller gets the order as it stands, and the web server can end. */
    @EventListener(ContextClosedEvent.class)
    void lastCall() {
        stopping = true;
        look();
    }

    /** Calls back with the order when it has ended, or as it then stands when the time is over. */
    void untilEnded(String order, Instant until, Consumer<Order> reply) {
        waiters.put(numbers.incrementAndGet(), new Waiter(order, until, reply));
    }

    private void look() {
        Instant now = clock.instant();
        waiters.forEach((number, waiter) -> {
            try {
                orders.find(waiter.order())
                        .filter(order -> stopping || order.state().ended() || !now.isBefore(waiter.until()))
                        .ifPresent(order -> {
                            if (waiters.remove(number) != null) {
                                waiter.reply().accept(order);
                            }
                        });
            } catch (RuntimeException broken) {
                log.warn(
                        "A waiting call could not be answered yet ({})",
                        broken.getClass().getSimpleName());
            }
        });
    }

    @Override
    public void close() {
        looking.cancel(false);
        thread.shutdownNow();
    }
}
