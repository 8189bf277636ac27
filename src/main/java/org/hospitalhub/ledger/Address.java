package org.hospitalhub.ledger;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The destination of an order's answer. */
public sealed interface Address {

    /** The sender asks for it over HTTP. */
    record Ask() implements Address {}

    /**
     * A record of a dropped file; the answer is part of the batch's result file.
     *
     * @param batch id of the batch
     * @param record number of the record, from 1
     */
    record BatchRecord(String batch, long record) implements Address {}

    /**
     * A JMS queue.
     *
     * @param queue name of the queue
     * @param correlationId goes into JMSCorrelationID; of bytes their base64
     * @param binary whether the correlation id is bytes
     * @param priority JMSPriority of the answer
     * @param temporary whether the queue goes with its client; then the answer goes to the results of {@code home}
     * @param home how the sender's own queues begin: {@code <home>results}, {@code <home>progress}
     * @param also where the sender asked for the same answer again
     */
    record Queue(
            String queue,
            @Nullable String correlationId,
            boolean binary,
            int priority,
            boolean temporary,
            String home,
            List<Queue> also)
            implements Address {

        /** Beginning of the names of the hub's own queues. */
        public static final String HUB = "hub.";

        private static final int MOST = 20;

        /** Keeps its list as it is. */
        public Queue {
            also = List.copyOf(also);
        }

        /** A queue that stays. */
        public Queue(String queue, @Nullable String correlationId, int priority) {
            this(queue, correlationId, false, priority, false, HUB, List.of());
        }

        /** Returns every place where the answer is wanted. */
        public List<Queue> all() {
            List<Queue> all = new ArrayList<>(also);
            all.add(0, new Queue(queue, correlationId, binary, priority, temporary, home, List.of()));
            return all;
        }

        /** Returns this address with one more place, unless it is among them; the oldest repeat gives way to many. */
        public Queue with(Queue more) {
            boolean known = all().stream()
                    .anyMatch(one -> one.queue.equals(more.queue)
                            && one.binary == more.binary
                            && java.util.Objects.equals(one.correlationId, more.correlationId));
            if (known) {
                return this;
            }
            List<Queue> places = new ArrayList<>(also);
            places.add(more);
            return new Queue(
                    queue,
                    correlationId,
                    binary,
                    priority,
                    temporary,
                    home,
                    places.subList(Math.max(0, places.size() - MOST), places.size()));
        }

        /** Returns the destination as {@code ReplyQueues} reads it: the queue, and where the answer goes when it is gone. */
        public String destination() {
            return temporary ? queue + " else " + home + "results" : queue;
        }

        /** Returns the queue of this sender for what comes before the answer. */
        public String progress() {
            return home + "progress";
        }
    }

    /**
     * A URL of the hospital that was allowed by the configuration.
     *
     * @param url absolute http(s) URL
     */
    record Callback(String url) implements Address {}

    /**
     * An address that is damaged in the database, or whose key is missing.
     *
     * @param kind its column
     */
    record Unreadable(String kind) implements Address {}
}
