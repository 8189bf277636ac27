package org.hospitalhub.ledger;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;

/** The JSON of stored payloads and answers, which may hold whole documents as texts. */
public final class StoredJson {

    private StoredJson() {}

    /**
     * Returns a factory that reads texts of any length: their size was limited when they came in, and Jackson's own limit of 20
     * million characters is less than a document of 15 MB in base64.
     */
    public static JsonFactory factory() {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(Integer.MAX_VALUE)
                        .build())
                .build();
    }
}
