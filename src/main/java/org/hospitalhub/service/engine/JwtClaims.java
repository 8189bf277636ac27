package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** The content of JSON Web Tokens (RFC 7519). */
final class JwtClaims {

    private JwtClaims() {}

    /**
     * Returns the claims as they are signed, with {@code iat}, {@code exp} and {@code jti} where they are missing.
     *
     * @param lifetime how long the token is valid
     * @throws UnsignableException when the claims are no fields
     */
    static byte[] completed(JsonNode claims, Instant now, Duration lifetime) {
        if (!(claims instanceof ObjectNode given)) {
            throw new UnsignableException("The claims of a JWT are fields, such as iss and aud.", false, null);
        }
        ObjectNode all = given.deepCopy();
        all.putIfAbsent("iat", LongNode.valueOf(now.getEpochSecond()));
        all.putIfAbsent("exp", LongNode.valueOf(now.plus(lifetime).getEpochSecond()));
        all.putIfAbsent("jti", TextNode.valueOf(UUID.randomUUID().toString()));
        return all.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the fields of the protected header with the usual type. */
    static Map<String, String> header(Map<String, String> fields) {
        Map<String, String> header = new LinkedHashMap<>(fields);
        header.putIfAbsent("typ", "JWT");
        return header;
    }
}
