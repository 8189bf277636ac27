package org.hospitalhub.service.definition;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How content is signed, as declared.
 *
 * @param identity JSLT, or a text that names a setting: a name under {@code hub.identities}
 * @param scheme {@code cades-bes}, {@code cades-t}, {@code xmldsig-enveloped}, {@code raw}
 * @param of content to sign: {@code body}, a text or JSLT; null for the body
 * @param into name of the field that holds the signed content in the request's body; null when the signed content is the body;
 *     {@code {x}} takes the name from the payload
 * @param with constant fields beside the signed content
 * @param encoding {@code base64}, or null for bytes
 */
public record Sign(
        String identity,
        String scheme,
        boolean detached,
        @Nullable YamlValue of,
        @Nullable String into,
        Map<String, String> with,
        @Nullable String encoding,
        Place place) {}
