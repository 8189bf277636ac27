package org.hospitalhub.calls.tokens;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.Payload;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Signs content as a JSON Web Signature (RFC 7515) with the signer's certificates in the header {@code x5c}.
 *
 * @param further fields of the protected header by name: {@code typ}, {@code cty}, {@code kid} and a service's own
 */
public record JsonSignature(JwsKey key, Map<String, String> further) {

    /** Copies the fields. */
    public JsonSignature {
        further = Map.copyOf(further);
    }

    /**
     * Returns the signed content in the compact serialization; a detached one has nothing between its dots (appendix F).
     *
     * @throws IllegalArgumentException when a field of the header cannot be sent, or the algorithm is not for such a key
     * @throws GeneralSecurityException when the key cannot sign
     * @throws ProviderException when a hardware token fails
     */
    public String compact(byte[] content, boolean detached) throws GeneralSecurityException {
        Map<String, Object> fields = new LinkedHashMap<>(further);
        fields.put("alg", key.header().build().getAlgorithm().getName());
        fields.put(
                "x5c",
                key.certificates().stream().map(one -> (Object) one.toString()).toList());
        JWSHeader header;
        try {
            header = JWSHeader.parse(fields);
        } catch (ParseException wrong) {
            throw new IllegalArgumentException("A field of sign.protected has no value that such a field can have.");
        }
        return key.signed(header, new Payload(content)).serialize(detached);
    }

    /** Returns the fields of the flattened JSON serialization of a compact one (RFC 7515 §7.2.2). */
    public static Map<String, String> flattened(String compact) {
        String[] parts = compact.split("\\.", -1);
        Map<String, String> fields = new LinkedHashMap<>();
        if (!parts[1].isEmpty()) {
            fields.put("payload", parts[1]);
        }
        fields.put("protected", parts[0]);
        fields.put("signature", parts[2]);
        return fields;
    }
}
