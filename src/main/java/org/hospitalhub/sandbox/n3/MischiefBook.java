package org.hospitalhub.sandbox.n3;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Selects the misbehaviour for a request: first those set by the control API, then those that a person's names cause. */
final class MischiefBook {

    private final List<Global> globals = new ArrayList<>();
    private final Map<String, Integer> strikes = new HashMap<>();
    private final RandomGenerator random;

    MischiefBook(RandomGenerator random) {
        this.random = random;
    }

    /** A misbehaviour for all requests, until its count is used up; {@code count} is null for no end. */
    record Global(
            N3Mischief mischief,
            N3Mischief.On on,
            double probability,
            @Nullable Integer count) {
        Global once() {
            return new Global(mischief, on, probability, count == null ? null : count - 1);
        }
    }

    synchronized void add(Global global) {
        globals.add(global);
    }

    synchronized List<Global> active() {
        return List.copyOf(globals);
    }

    /** Removes the control API's misbehaviours and the counts of those by names. */
    synchronized void clear() {
        globals.clear();
        strikes.clear();
    }

    /**
     * Returns the misbehaviour for a request.
     *
     * @param subject key by which occurrences are counted: the order for polls, the request's content for POST
     * @param done whether a status answer would be final; contents are changed only then
     */
    synchronized Optional<N3Mischief> draw(N3Mischief.On request, Person person, String subject, boolean done) {
        Iterator<Global> each = globals.iterator();
        for (int i = 0; each.hasNext(); i++) {
            Global global = each.next();
            if (fits(global.mischief, global.on, request, done) && random.nextDouble() < global.probability) {
                use(i, global);
                return Optional.of(global.mischief);
            }
        }
        return MischiefTrigger.of(person)
                .filter(calling -> fits(calling.mischief(), calling.on(), request, done))
                .filter(calling -> strikes.merge(request + subject, 1, Integer::sum) <= calling.times())
                .map(MischiefTrigger::mischief);
    }

    private void use(int index, Global global) {
        Integer count = global.count;
        if (count != null && count <= 1) {
            globals.remove(index);
        } else {
            globals.set(index, global.once());
        }
    }

    private static boolean fits(N3Mischief mischief, N3Mischief.On on, N3Mischief.On request, boolean done) {
        boolean ripe = done || !(mischief.effect instanceof MischiefEffect.Content);
        return ripe && mischief.on.covers(request) && on.covers(request);
    }
}
