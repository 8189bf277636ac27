package org.hospitalhub.ledger;

import org.jspecify.annotations.Nullable;

/** Where the answer of an order goes. */
public sealed interface Address {

    /** The giver asks for it over HTTP. */
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
     * @param correlationId goes into JMSCorrelationID
     * @param priority JMSPriority of the answer
     */
    record Queue(String queue, @Nullable String correlationId, int priority) implements Address {}

    /**
     * A URL of the hospital that was allowed by the configuration.
     *
     * @param url absolute http(s) URL
     */
    record Callback(String url) implements Address {}
}
