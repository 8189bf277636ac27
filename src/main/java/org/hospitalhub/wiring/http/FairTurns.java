package org.hospitalhub.wiring.http;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits how many requests are worked on at once, and lets the callers' addresses take turns, and within an address its users. A
 * wave of one caller therefore waits behind itself and not in front of the others.
 *
 * <p>A request that has worked for {@link #LONG} no longer counts: it waits for something (a slow reader, a database), and those
 * behind it must not wait for the same.
 */
final class FairTurns {

    /** Limits of {@link FairTurns}: requests worked on at once in all, of one address and of one user; and those inside in any way. */
    record Limits(int inAll, int ofOneAddress, int ofOneUser, int insideOfOneAddress, int insideOfOneUser) {}

    private static final long LONG = TimeUnit.SECONDS.toNanos(5);

    /** An address without work has so many turns at once, however many others work. */
    private static final int ALWAYS = 2;

    private static final long LOOK_EVERY = TimeUnit.SECONDS.toNanos(1);

    private final Limits limits;
    private final LongSupplier nanoTime;
    private final Map<String, Address> addresses = new LinkedHashMap<>();
    private final Deque<Turn> young = new ArrayDeque<>();
    private int working;

    FairTurns(Limits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
    }

    /** Requests of one caller. Those that wait are served in the order of their arrival. */
    private static final class User {
        private final Deque<Turn> waiting = new ArrayDeque<>();
        private int inside;
        private int working;
    }

    private static final class Address {
        private final Map<String, User> users = new LinkedHashMap<>();
        private int inside;
        private int working;
    }

    private enum Phase {
        WAITING,
        WORKING,
        /** Works, and no longer counts. */
        LONG,
        PAUSED,
        ENDED
    }

    /** One request. */
    final class Turn implements AutoCloseable {
        private final String address;
        private final String name;
        private final Address from;
        private final User user;
        private final Thread thread = Thread.currentThread();
        private volatile Phase phase = Phase.WAITING;
        private long since;

        private Turn(String address, String name) {
            this.address = address;
            this.name = name;
            this.from = addresses.computeIfAbsent(address, any -> new Address());
            this.user = from.users.computeIfAbsent(name, any -> new User());
        }

        /** Lets others work while this request waits for its client. */
        void pause() {
            synchronized (FairTurns.this) {
                stopCounting(Phase.PAUSED);
                serve();
            }
        }

        /** Waits for a turn again, before those of the same user that have not begun. */
        void resume() throws InterruptedException {
            synchronized (FairTurns.this) {
                phase = Phase.WAITING;
                user.waiting.addFirst(this);
            }
            await(this);
        }

        @Override
        public void close() {
            synchronized (FairTurns.this) {
                leave(this);
                serve();
            }
        }

        private void stopCounting(Phase next) {
            if (phase == Phase.WORKING) {
                young.remove(this);
                working--;
                from.working--;
                user.working--;
            }
            phase = next;
        }
    }

    /**
     * Waits for a turn.
     *
     * @param always true for a request that has been inside before and is not turned away
     * @return null when too many requests of this address or user are inside
     */
    @Nullable
    Turn enter(String address, String user, boolean always) throws InterruptedException {
        Turn turn = line(address, user, always);
        if (turn != null) {
            await(turn);
        }
        return turn;
    }

    private synchronized @Nullable Turn line(String address, String user, boolean always) {
        Turn turn = new Turn(address, user);
        boolean room = turn.from.inside < limits.insideOfOneAddress() && turn.user.inside < limits.insideOfOneUser();
        turn.from.inside++;
        turn.user.inside++;
        if (!room && !always) {
            leave(turn);
            return null;
        }
        turn.user.waiting.addLast(turn);
        return turn;
    }

    private void await(Turn turn) throws InterruptedException {
        look();
        while (turn.phase == Phase.WAITING) {
            LockSupport.parkNanos(this, LOOK_EVERY);
            if (Thread.interrupted()) {
                turn.close();
                throw new InterruptedException();
            }
            look();
        }
    }

    private synchronized void look() {
        serve();
    }

    private void leave(Turn turn) {
        if (turn.phase == Phase.ENDED) {
            return;
        }
        if (turn.phase == Phase.WAITING) {
            turn.user.waiting.remove(turn);
        }
        turn.stopCounting(Phase.ENDED);
        turn.user.inside--;
        turn.from.inside--;
        if (turn.user.inside == 0) {
            turn.from.users.remove(turn.name, turn.user);
        }
        if (turn.from.inside == 0) {
            addresses.remove(turn.address, turn.from);
        }
    }

    private void serve() {
        long now = nanoTime.getAsLong();
        for (Turn oldest = young.peek(); oldest != null && now - oldest.since > LONG; oldest = young.peek()) {
            oldest.stopCounting(Phase.LONG);
        }
        for (Turn next = next(); next != null; next = next()) {
            next.user.waiting.removeFirst();
            next.phase = Phase.WORKING;
            next.since = now;
            young.addLast(next);
            working++;
            next.from.working++;
            next.user.working++;
            LockSupport.unpark(next.thread);
        }
    }

    /** Returns the next request: of the address with the least work, and there of the user with the least. */
    private @Nullable Turn next() {
        User best = null;
        Address of = null;
        for (Address address : addresses.values()) {
            boolean may = address.working < (working < limits.inAll() ? limits.ofOneAddress() : ALWAYS);
            if (may && (of == null || address.working < of.working)) {
                User user = leastBusy(address);
                if (user != null) {
                    best = user;
                    of = address;
                }
            }
        }
        return best == null ? null : best.waiting.peekFirst();
    }

    private @Nullable User leastBusy(Address address) {
        User least = null;
        for (User user : address.users.values()) {
            if (!user.waiting.isEmpty()
                    && user.working < limits.ofOneUser()
                    && (least == null || user.working < least.working)) {
                least = user;
            }
        }
        return least;
    }
}
