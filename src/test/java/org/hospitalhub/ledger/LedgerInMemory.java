package org.hospitalhub.ledger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;
import org.hospitalhub.support.OrderBuilder;

/** A ledger that forgets with the test: what intake and delivery need of it, with the same promises. */
public final class LedgerInMemory implements Acceptance, Batches {

    private final Map<String, NewOrder> given = new LinkedHashMap<>();
    private final Map<String, Order> orders = new LinkedHashMap<>();
    private final Map<String, Batch> batches = new LinkedHashMap<>();
    private final Map<String, Map<State, Long>> counts = new HashMap<>();
    private final List<Answer> wanted = new ArrayList<>();
    private int chunksUntilFailure = Integer.MAX_VALUE;

    /** Makes the ledger fail, as a full disk does, after so many more chunks. */
    public synchronized void failAfter(int chunks) {
        chunksUntilFailure = chunks;
    }

    /** Returns everything that was accepted, in order, by key. */
    public synchronized Map<String, NewOrder> given() {
        return new LinkedHashMap<>(given);
    }

    /** Returns the files that asked for an answer, once for each time. */
    public synchronized List<String> wanted() {
        return wanted.stream().map(Answer::file).toList();
    }

    /** Returns the only batch. */
    public synchronized Batch batch() {
        return batches.values().iterator().next();
    }

    @Override
    public synchronized Accepted accept(NewOrder order) {
        failIfConfigured();
        String key = order.key() == null ? "id-" + (orders.size() + 1) : order.key();
        NewOrder known = given.get(key);
        if (known != null
                && !(Arrays.equals(known.payload(), order.payload())
                        && known.operation().equals(order.operation()))) {
            throw new KeyReusedException(Wording.of("KEY_REUSED", key));
        }
        return new Accepted(write(key, order), known != null);
    }

    @Override
    public synchronized void acceptAll(String batch, long position, List<NewOrder> chunk) {
        failIfConfigured();
        chunk.forEach(order -> write(String.valueOf(order.key()), order));
        Batch old = find(batch).orElseThrow();
        batches.put(batch, with(old, Math.max(position, old.position()), old.complete()));
    }

    @Override
    public synchronized Batch open(String operation, String content, String file, Batch.Format format) {
        String id = operation + "/" + content;
        Batch batch = batches.computeIfAbsent(
                id, key -> new Batch(key, operation, content, format, 0, false, Map.of(), Instant.EPOCH, null, null));
        wanted.add(new Answer(batch, file));
        return batch;
    }

    @Override
    public synchronized void markComplete(String batch) {
        Batch old = find(batch).orElseThrow();
        batches.put(batch, with(old, old.position(), true));
    }

    @Override
    public synchronized Optional<Batch> find(String batch) {
        return Optional.ofNullable(batches.get(batch));
    }

    @Override
    public synchronized Optional<Answer> claimAnswer(String node, Instant now) {
        return wanted.isEmpty() ? Optional.empty() : Optional.of(wanted.remove(0));
    }

    @Override
    public synchronized List<Line> lines(String batch, long after, int limit) {
        List<Line> lines = new ArrayList<>();
        for (Map.Entry<String, NewOrder> entry : given.entrySet()) {
            if (entry.getValue().address() instanceof Address.BatchRecord at
                    && at.batch().equals(batch)
                    && at.record() > after
                    && lines.size() < limit) {
                Order order = Objects.requireNonNull(orders.get(entry.getKey()));
                ObjectNode result = order.state() == State.REFUSED
                        ? null
                        : JsonNodeFactory.instance.objectNode().put("snils", "n" + at.record());
                lines.add(new Line(at.record(), order, entry.getValue().source(), result));
            }
        }
        return lines;
    }

    @Override
    public void answered(Answer answer, Instant now) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void failed(Answer answer, String why, Instant retryAt) {
        throw new UnsupportedOperationException();
    }

    private void failIfConfigured() {
        if (chunksUntilFailure-- <= 0) {
            throw new IllegalStateException("no space left on device");
        }
    }

    private Order write(String key, NewOrder order) {
        given.putIfAbsent(key, order);
        return orders.computeIfAbsent(key, unused -> {
            boolean refused = order.findings().stream().anyMatch(Finding::refuses);
            count(order, refused ? State.REFUSED : State.COMPLETED);
            return OrderBuilder.order(order.operation())
                    .id("order-" + (orders.size() + 1))
                    .state(refused ? State.REFUSED : State.COMPLETED)
                    .key(key)
                    .priority(order.priority())
                    .owner(order.owner())
                    .address(order.address())
                    .attempts(0)
                    .findings(order.findings())
                    .build();
        });
    }

    private Map<State, Long> counts(String batch) {
        return Map.copyOf(counts.getOrDefault(batch, Map.of()));
    }

    private void count(NewOrder order, State state) {
        if (order.address() instanceof Address.BatchRecord at) {
            counts.computeIfAbsent(at.batch(), batch -> new EnumMap<>(State.class))
                    .merge(state, 1L, Long::sum);
        }
    }

    private Batch with(Batch old, long position, boolean sealed) {
        return new Batch(
                old.id(),
                old.operation(),
                old.content(),
                old.format(),
                position,
                sealed,
                counts(old.id()),
                old.acceptedAt(),
                null,
                null);
    }

    @Override
    public List<Batches.Listed> newest(int limit) {
        throw new UnsupportedOperationException();
    }
}
