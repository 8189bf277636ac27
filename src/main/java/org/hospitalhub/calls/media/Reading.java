package org.hospitalhub.calls.media;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the answers of a door are read.
 *
 * @param expected what answers are when they do not say it themselves
 * @param charsets tried in this order where the answer does not say its own, or says a wrong one
 * @param gunzip whether bodies that are gzip are unpacked, whatever their label says
 * @param also what is read as JSON beside JSON
 * @param anyCase whether names of JSON fields are found whatever their case
 * @param lift field of the root whose scalar fields are read as if they stood in the root, too; null for none
 * @param mostBytes largest body after unpacking
 */
public record Reading(
        Media expected,
        List<Charset> charsets,
        boolean gunzip,
        Set<Also> also,
        boolean anyCase,
        @Nullable String lift,
        int mostBytes) {

    /** What is read as JSON beside JSON. */
    public enum Also {
        /** A JSON string that holds JSON. */
        JSON_IN_STRING,
        /** An array with one element, instead of the element. */
        SINGLE_ELEMENT_ARRAY,
        /** Guillemets («») where the quotes should be, when it is no JSON otherwise. */
        GUILLEMETS
    }

    /** Copies the lists; without charsets it is UTF-8. */
    public Reading {
        charsets = charsets.isEmpty() ? List.of(StandardCharsets.UTF_8) : List.copyOf(charsets);
        also = Set.copyOf(also);
    }

    /** Reads answers as they say they are, in UTF-8 where they do not say it. */
    public static Reading plain(Media expected, int mostBytes) {
        return new Reading(expected, List.of(), true, Set.of(), false, null, mostBytes);
    }
}
