package org.hospitalhub.pacing;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.hospitalhub.calls.Request;

/** The plain loop with delay: fifty workers, each submits and asks every 10 s, ten minutes long, first come first served. */
final class NaiveHub implements SimulatedHub {

    private static final int WORKERS = 50;

    private static final int QUESTIONS_AT_MOST = 60;

    private record Due(Request request, Instant at) {}

    private final Map<Long, Integer> asked = new HashMap<>();

    private final SlidingWindow budget = new SlidingWindow();
    private final Deque<Due> queue = new ArrayDeque<>();
    private long waiting;
    private long submitted;
    private int busy;

    @Override
    public void accept(int orders, Instant now) {
        waiting += orders;
        while (busy < WORKERS && waiting > 0) {
            start(now);
        }
    }

    private void start(Instant now) {
        waiting--;
        busy++;
        queue.add(new Due(new Request(submitted++, false), now));
    }

    @Override
    public Claim claim(Instant now) {
        Due first = queue.peek();
        if (first == null) {
            return new NotYet(null);
        }
        Instant permit = budget.next(false, now);
        Instant free = permit.isAfter(first.at()) ? permit : first.at();
        if (free.isAfter(now)) {
            return new NotYet(free);
        }
        budget.take(now);
        return queue.remove().request();
    }

    @Override
    public void record(Request request, boolean answered, Instant now) {
        int questions = asked.merge(request.order(), request.question() ? 1 : 0, Integer::sum);
        if (!answered && questions < QUESTIONS_AT_MOST) {
            queue.add(new Due(new Request(request.order(), true), now.plus(SimulatedService.PAUSE)));
            return;
        }
        asked.remove(request.order());
        busy--;
        if (waiting > 0) {
            start(now);
        }
    }
}
