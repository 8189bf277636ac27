package org.hospitalhub.sandbox.stub;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.util.Base64;
import com.nimbusds.jose.util.X509CertChainUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.List;

/** Extracts the content of a JSON Web Signature (RFC 7515) and verifies it with the certificate in it. */
final class SignedJson {

    private SignedJson() {}

    /**
     * Returns the signed content.
     *
     * @param field the name of the field with the signature; empty when the body is the signature itself
     */
    static byte[] of(String field, String media, byte[] body) throws SignedContent.Wrong {
        try {
            String text = new String(body, StandardCharsets.UTF_8).strip();
            JWSObject signature = JWSObject.parse(
                    field.isEmpty() && !text.startsWith("{")
                            ? text
                            : compact(
                                    field.isEmpty()
                                            ? Tree.read("application/json", body)
                                            : Tree.read(media, body).path(field)));
            List<Base64> chain = signature.getHeader().getX509CertChain();
            if (chain == null || chain.isEmpty()) {
                throw new SignedContent.Wrong("the signature holds no certificate");
            }
            boolean holds = signature.verify(new DefaultJWSVerifierFactory()
                    .createJWSVerifier(
                            signature.getHeader(),
                            X509CertChainUtils.parse(chain).get(0).getPublicKey()));
            if (!holds) {
                throw new SignedContent.Wrong("the signature does not fit the content");
            }
            return signature.getPayload().toBytes();
        } catch (ParseException | IOException | JOSEException unreadable) {
            throw new SignedContent.Wrong("the signed content is no JSON Web Signature");
        }
    }

    private static String compact(JsonNode found) {
        return found.isTextual()
                ? found.textValue()
                : found.path("protected").asText()
                        + "." + found.path("payload").asText()
                        + "." + found.path("signature").asText();
    }
}
