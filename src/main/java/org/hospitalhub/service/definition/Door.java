package org.hospitalhub.service.definition;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An address that requests go to, with everything they have in common. Texts may name settings.
 *
 * @param media media type of what is sent and expected
 * @param charset of what is sent
 * @param contentType header as the service wants it, null for the one that follows from media and charset
 * @param accept header, null for that of the media type
 * @param headers constant headers by name
 * @param tls client certificate and further roots, null for none
 * @param answerLimit largest answer, {@code 20MB}; empty for the hub's own limit
 * @param inFlight calls that one node sends at once; empty for any number
 * @param limitWords regular expression: an answer that has it speaks of a limit; null for none
 * @param etag whether GETs send If-None-Match and a 304 is the body of before
 */
public record Door(
        String name,
        String url,
        String media,
        String charset,
        @Nullable String contentType,
        @Nullable String accept,
        Map<String, String> headers,
        @Nullable Tls tls,
        Authentication auth,
        TimeOut timeOut,
        String answerLimit,
        String inFlight,
        Reading read,
        @Nullable String limitWords,
        boolean etag,
        Place place) {

    /**
     * How the connection is secured.
     *
     * @param identity name of a client certificate under {@code hub.identities}, empty for none
     * @param trust PEM file of further roots, empty for none
     */
    public record Tls(String identity, String trust) {}

    /**
     * How long a call may take; empty for the hub's own times.
     *
     * @param connect until there is a connection
     * @param total until the last byte
     */
    public record TimeOut(String connect, String total) {}

    /**
     * How answers are read.
     *
     * @param charsets tried in this order; the first that fits
     * @param gunzip whether an answer that is gzip by its content is unpacked
     * @param anyCase whether names of fields are found in any case
     * @param also further forms: {@code json-in-string}, {@code single-element-array}, {@code guillemets}
     * @param lift name of a block whose fields are looked for in it when they do not stand at the top; null for none
     */
    public record Reading(
            List<String> charsets,
            boolean gunzip,
            boolean anyCase,
            List<String> also,
            @Nullable String lift) {}
}
