package org.hospitalhub.calls.media;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings by which answers of a door are read.
 *
 * @param expected format of answers that do not declare one
 * @param charsets charsets that are tried in this order when the answer declares none, or a wrong one
 * @param gunzip whether gzip bodies are decompressed, whatever their headers say
 * @param also deviations from JSON that are accepted
 * @param anyCase whether names of JSON fields are found whatever their case
 * @param lift field of the root whose scalar fields are also read as fields of the root; null for none
 * @param mostBytes largest body in bytes after decompression
 */
public record ReadingOptions(
        Media expected,
        List<Charset> charsets,
        boolean gunzip,
        Set<Also> also,
        boolean anyCase,
        @Nullable String lift,
        int mostBytes) {

    /** A deviation from JSON that is accepted. */
    public enum Also {
        /** A JSON string that holds JSON. */
        JSON_IN_STRING,
        /** An array with one element, instead of the element. */
        SINGLE_ELEMENT_ARRAY,
        /** Guillemets («») instead of quotes, when the body is not JSON otherwise. */
        GUILLEMETS
    }

    /** Copies the lists; without charsets UTF-8 is used. */
    public ReadingOptions {
        charsets = charsets.isEmpty() ? List.of(StandardCharsets.UTF_8) : List.copyOf(charsets);
        also = Set.copyOf(also);
    }

    /** Returns rules without deviations: the declared format and charset, UTF-8 when none is declared. */
    public static ReadingOptions plain(Media expected, int mostBytes) {
        return new ReadingOptions(expected, List.of(), true, Set.of(), false, null, mostBytes);
    }
}
