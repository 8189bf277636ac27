package org.hospitalhub.ledger.crypto;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.hospitalhub.ledger.LedgerException;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/** A sentence in two columns: its English text, and in {@code wording} what the reader's language needs beside it. */
public final class StoredWording {

    private static final JsonMapper JSON = new JsonMapper();

    private StoredWording() {}

    /** Returns the text of the column {@code wording}, null when the sentence is not translated. */
    public static @Nullable String column(@Nullable Wording wording) {
        return wording == null || !wording.translated()
                ? null
                : WordingJson.of(wording).toString();
    }

    /** Reads both columns. */
    public static Wording read(String english, @Nullable String column) {
        return column == null ? Wording.verbatim(english) : read(english, json(column));
    }

    /** Reads a sentence. A node of an earlier version writes the English text alone: what is beside it then belongs to another one. */
    public static Wording read(String english, JsonNode words) {
        boolean same =
                words instanceof ObjectNode && words.path("text").asText().startsWith(english);
        return same ? WordingJson.read(words) : Wording.verbatim(english);
    }

    /** Reads the JSON of a column. */
    public static JsonNode json(String column) {
        try {
            return JSON.readTree(column);
        } catch (JsonProcessingException broken) {
            throw new LedgerException("a stored sentence is not JSON", broken);
        }
    }
}
