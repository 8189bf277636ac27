package org.hospitalhub.service.definition;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How content is signed, as declared.
 *
 * @param identity JSLT, or a text that names a setting: a name under {@code hub.identities}
 * @param scheme {@code cades-bes}, {@code cades-t}, {@code cades-x-long}, {@code xmldsig-enveloped}, {@code jws}, {@code jwt}, {@code raw}
 * @param of content to sign: {@code body}, a text or JSLT; null for the body
 * @param into name of the field that holds the signed content in the request's body; null when the signed content is the body;
 *     {@code {x}} takes the name from the payload
 * @param with constant fields beside the signed content
 * @param encoding {@code base64}, {@code json} for the JSON serialization of a JWS, or null for bytes
 * @param header header of the request that has the signature, while the body is the content; null for none
 * @param id attribute Id of the element of an XML document that is signed; null for the whole document
 * @param after local name of the element's child after which the signature stands; null for the last place
 * @param jws what only a JWS has
 */
public record Sign(
        String identity,
        String scheme,
        boolean detached,
        @Nullable YamlValue of,
        @Nullable String into,
        Map<String, String> with,
        @Nullable String encoding,
        @Nullable String header,
        @Nullable String id,
        @Nullable String after,
        Jws jws,
        Place place) {

    /**
     * The keys of a JWS.
     *
     * @param algorithm empty for the usual one of the key
     * @param fields further fields of the protected header, as texts
     * @param expires how long a JWT is valid
     */
    public record Jws(String algorithm, Map<String, String> fields, String expires) {}
}
