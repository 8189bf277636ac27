package org.hospitalhub.sandbox.stub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.hospitalhub.sandbox.Call;

/** The claims of a client's JSON Web Tokens; the stub does not know its keys, only the certificates in the tokens. */
final class JwtClaims {

    private JwtClaims() {}

    /** Returns whether an assertion names the client (RFC 7523 §3). */
    static boolean asserts(String client, String assertion) {
        JsonNode claims = of(assertion);
        return claims.path("iss").asText().equals(client) && claims.has("aud") && claims.has("jti");
    }

    /** Returns whether a proof of possession is for this call (RFC 9449 §4.3). */
    static boolean proves(Call call) {
        return of(call.header("DPoP").orElse("")).path("htm").asText().equals(call.method());
    }

    /** Returns whether a token is signed with the key of the certificate in it, and has not ended. */
    static boolean isLive(String token, Instant now) {
        try {
            SignedJson.of("", "text/plain", token.getBytes(StandardCharsets.US_ASCII));
            return of(token).path("exp").asLong() > now.getEpochSecond();
        } catch (SignedContent.Wrong unsigned) {
            return false;
        }
    }

    private static JsonNode of(String token) {
        String[] parts = token.split("\\.", -1);
        try {
            return parts.length == 3
                    ? Tree.read("application/json", Base64.getUrlDecoder().decode(parts[1]))
                    : MissingNode.getInstance();
        } catch (IOException | IllegalArgumentException unreadable) {
            return MissingNode.getInstance();
        }
    }
}
