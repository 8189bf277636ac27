package org.hospitalhub.calls.media;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer, read as a JSON tree.
 *
 * @param tree JSON unchanged, XML by the convention of {@link XmlReader}, a form as an object, CSV as an array of rows, text as
 *     {@code {"text"}}, bytes as {@code {"base64"}}; missing when the body does not have the expected format
 * @param text text without byte order mark and surrounding space, empty for none; null when the bytes are not text
 * @param media format in which it was read, null when it could not be read
 * @param bytes bytes after decompression
 */
public record Body(
        JsonNode tree, @Nullable String text, @Nullable Media media, byte[] bytes) {

    /** Returns whether the body had the expected format; false for an empty body. */
    public boolean readable() {
        return media != null;
    }

    /** Hides the content. */
    @Override
    public String toString() {
        return (media == null ? "unreadable" : media.type()) + ", " + bytes.length + " bytes";
    }
}
