package org.hospitalhub.service.definition;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A base address of requests, with everything that these requests have in common. Texts may name settings.
 *
 * @param media media type of requests and of expected answers
 * @param charset charset of requests
 * @param separator between the cells of a CSV request
 * @param contentType header Content-Type, null for the one that follows from media type and charset
 * @param accept header Accept, null for the media type
 * @param headers constant headers by name
 * @param proxy {@code host:port} of an HTTP proxy for a tunnel (CONNECT), empty for none
 * @param tls client certificate and further roots, null for none
 * @param answerLimit largest answer, {@code 20MB}; empty for the hub's own limit
 * @param inFlight calls that one node sends at once; empty for any number
 * @param limitWords regular expression: an answer that has it speaks of a limit; null for none
 * @param etag {@code true}: GETs ask whether the last answer has changed, and a 304 is that answer; a text may name a value of the
 *     operation
 * @param account whose log-in it is, where the hub has several; null for one
 * @param links which links of answers its requests may follow; null for none
 */
public record Door(
        String name,
        String url,
        String media,
        String charset,
        String separator,
        @Nullable String contentType,
        @Nullable String accept,
        Map<String, String> headers,
        String proxy,
        @Nullable Tls tls,
        Authentication auth,
        Authentication.@Nullable Account account,
        TimeOut timeOut,
        String answerLimit,
        String inFlight,
        Reading read,
        @Nullable String limitWords,
        String etag,
        @Nullable Links links,
        Place place) {

    private static final Pattern VALUE = Pattern.compile("\\{values[.]([A-Za-z0-9_-]+)}");

    /** Returns the names of the operation's values that are used for identity and time-outs, and so differ by order. */
    public Set<String> values() {
        String texts = timeOut.connect() + timeOut.total() + (tls == null ? "" : tls.identity());
        if (account != null) {
            texts += account.name();
        }
        return VALUE.matcher(texts).results().map(found -> found.group(1)).collect(Collectors.toSet());
    }

    /**
     * How the connection is secured.
     *
     * @param identity name of a client certificate under {@code hub.identities}, empty for none
     * @param trust PEM file of further roots, empty for none
     * @param protocols {@code TLSv1.3}, {@code TLSv1.2}, separated by commas; empty for both
     * @param signatureSchemes names of RFC 8446 §4.2.3, separated by commas; empty for all
     */
    public record Tls(String identity, String trust, String protocols, String signatureSchemes) {}

    /**
     * The hosts that links of answers may lead to.
     *
     * @param hosts names, or {@code name:port}, separated by commas; empty for the door's own host, its sisters, and {@code also}
     * @param also further names
     */
    public record Links(String hosts, List<String> also) {}

    /**
     * How long a call may take; empty for the hub's own times.
     *
     * @param connect time-out for a connection
     * @param total time-out until the last byte
     */
    public record TimeOut(String connect, String total) {}

    /**
     * How answers are read.
     *
     * @param charsets charsets that are tried in this order
     * @param gunzip whether an answer that is gzip by its content is decompressed
     * @param compressed whether compressed answers are requested ({@code Accept-Encoding})
     * @param whole whether a successful answer with bytes after its Content-Length counts as cut off
     * @param anyCase whether the case of field names is ignored
     * @param also accepted deviations: {@code json-in-string}, {@code single-element-array}, {@code guillemets}
     * @param lift name of an object whose fields are also read as fields of the root; null for none
     * @param signed who signs answers; null when nobody does
     */
    public record Reading(
            List<String> charsets,
            boolean gunzip,
            boolean compressed,
            boolean whole,
            boolean anyCase,
            List<String> also,
            @Nullable String lift,
            @Nullable SignedBy signed) {}

    /** Forms of signed answers: JSON Web Signature (RFC 7515), CMS SignedData (RFC 5652). */
    public enum SignatureForm {
        JWS,
        CMS
    }

    /**
     * The signers of answers.
     *
     * @param form form of the signature
     * @param trust PEM file of their certificates, or of those that issued them
     * @param find JSLT that finds the signature in an answer, a text; {@code .} when it is the whole answer
     */
    public record SignedBy(SignatureForm form, String trust, String find) {}
}
