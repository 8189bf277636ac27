package org.hospitalhub.calls.media;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer as it was read.
 *
 * @param tree JSON as it is, XML by the fixed convention, a form as an object, CSV as an array of rows, text as
 *     {@code {"text"}}, bytes as {@code {"base64"}}; missing when it could not be read as what it should be
 * @param text its text without byte order mark and surrounding space, empty for none; null when the bytes are no text
 * @param media what it was read as, null when it could not be read
 * @param bytes after unpacking
 */
public record Body(
        JsonNode tree, @Nullable String text, @Nullable Media media, byte[] bytes) {

    /** Returns whether it could be read as what it should be; an empty body cannot. */
    public boolean readable() {
        return media != null;
    }

    /** Hides the content. */
    @Override
    public String toString() {
        return (media == null ? "unreadable" : media.type()) + ", " + bytes.length + " bytes";
    }
}
