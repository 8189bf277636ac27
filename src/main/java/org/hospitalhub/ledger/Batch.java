package org.hospitalhub.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One dropped file with many orders.
 *
 * @param content SHA-256 of the file's bytes, hex; the same content for the same operation is the same batch
 * @param format how it was read and is answered
 * @param position number of the last record accepted
 * @param complete whether every record was accepted
 * @param counts orders by state
 * @param expectedEnd when the last order is likely to end, null when unknown or ended
 * @param answeredAt when its newest result file was written
 */
public record Batch(
        String id,
        String operation,
        String content,
        Format format,
        long position,
        boolean complete,
        Map<State, Long> counts,
        Instant acceptedAt,
        @Nullable Instant expectedEnd,
        @Nullable Instant answeredAt) {

    /**
     * The format of a dropped file.
     *
     * @param kind what stands in it
     * @param separator between cells of CSV
     * @param header names of the CSV columns as given, empty for JSON
     */
    public record Format(Kind kind, char separator, List<String> header) {}

    /** Kinds of dropped files. */
    public enum Kind {
        /** One JSON payload. */
        JSON,
        /** An array of JSON payloads. */
        JSON_ARRAY,
        /** One JSON payload a line. */
        NDJSON,
        /** Rows under a header of dotted names. */
        CSV
    }
}
