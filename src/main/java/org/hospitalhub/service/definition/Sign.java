package org.hospitalhub.service.definition;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How content is signed.
 *
 * @param identity JSLT, or a text that names a setting: a name under {@code hub.identities}
 * @param scheme {@code cades-bes}, {@code cades-t}, {@code cades-x-long}, {@code xmldsig-enveloped}, {@code raw}
 * @param of what is signed: {@code body}, or a text or JSLT that gives it; null for the body
 * @param into name of the field that holds the signed content in what is sent; null when the signed content is the body; {@code {x}} takes it
 *     from the payload
 * @param with constant fields beside the signed content
 * @param encoding {@code base64}, or null for the bytes themselves
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
