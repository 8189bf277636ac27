package org.hospitalhub.calls.media;

import com.fasterxml.jackson.databind.JsonNode;

/** Thrown when a tree cannot be written in the format of a request; the message names a field, never its value. */
public final class UnwritableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnwritableException(String message) {
        super(message);
    }

    /** Returns a scalar as text: numbers without exponent. */
    static String scalar(JsonNode value, String name) {
        if (!value.isValueNode()) {
            throw new UnwritableException("the field " + name + " is nested, and this media has no nesting");
        }
        return value.isNumber() ? value.decimalValue().toPlainString() : value.asText();
    }
}
