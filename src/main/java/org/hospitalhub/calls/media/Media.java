package org.hospitalhub.calls.media;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The formats of bodies that can be read as a tree and written from one. */
public enum Media {
    /** {@code application/json} and everything that ends in {@code +json}. */
    JSON("application/json"),
    /** {@code application/xml}, {@code text/xml} and everything that ends in {@code +xml}, XHTML not among them. */
    XML("application/xml"),
    /** {@code application/x-www-form-urlencoded}. */
    FORM("application/x-www-form-urlencoded"),
    /** {@code text/csv}. */
    CSV("text/csv"),
    /** {@code application/x-ndjson} and everything that ends in {@code +ndjson}: a list, one JSON value a line. */
    NDJSON("application/x-ndjson"),
    /** {@code multipart/form-data}, written only. */
    MULTIPART("multipart/form-data"),
    /** {@code multipart/related}: XML whose files are parts of their own, as SOAP has it (MTOM). */
    RELATED("multipart/related"),
    /** Any other {@code text/…}. */
    TEXT("text/plain"),
    /** Everything else. */
    BYTES("application/octet-stream");

    private final String type;

    Media(String type) {
        this.type = type;
    }

    /** Returns the media type for requests. */
    public String type() {
        return type;
    }

    /** Returns the format of a media type, null for {@code text/plain}, unknown types and none. */
    public static @Nullable Media of(String contentType) {
        String type = bare(contentType);
        if (type.equals("application/json") || type.endsWith("/json") || type.endsWith("+json")) {
            return JSON;
        }
        if (type.endsWith("ndjson") || type.equals("application/jsonl")) {
            return NDJSON;
        }
        if (type.equals("application/xhtml+xml")) {
            return TEXT;
        }
        if (type.endsWith("/xml") || type.endsWith("+xml")) {
            return XML;
        }
        return switch (type) {
            case "application/x-www-form-urlencoded" -> FORM;
            case "text/csv", "application/csv" -> CSV;
            case "multipart/form-data" -> MULTIPART;
            case "multipart/related" -> RELATED;
            case "text/html" -> TEXT;
            case "application/octet-stream" -> BYTES;
            default -> null;
        };
    }

    /** Returns a media type without parameters, in lower case. */
    public static String bare(String contentType) {
        return contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
