package org.hospitalhub.service.expression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.schibsted.spt.data.jslt.Function;
import com.schibsted.spt.data.jslt.JsltException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.MessageDigestAlgorithms;

/** Functions over files, which are base64 in expressions. */
final class FileFunctions {

    private static final Map<String, String> HASHES = Map.of(
            "md5", MessageDigestAlgorithms.MD5,
            "sha-1", MessageDigestAlgorithms.SHA_1,
            "sha-256", MessageDigestAlgorithms.SHA_256,
            "sha-512", MessageDigestAlgorithms.SHA_512);

    static final List<Function> ALL = List.of(
            NamedFunction.of("file-size", file -> file.isNull() ? file : IntNode.valueOf(bytes(file).length)),
            new NamedFunction("file-hash", 2, 3, FileFunctions::hash));

    private FileFunctions() {}

    /** Returns the hash of a file in hexadecimal digits, or in base64 when the third argument says so. */
    private static JsonNode hash(JsonNode[] given) {
        if (given[0].isNull()) {
            return NullNode.getInstance();
        }
        String algorithm = HASHES.get(given[1].asText());
        String encoding = given.length < 3 ? "hex" : given[2].asText();
        if (algorithm == null || !(encoding.equals("hex") || encoding.equals("base64"))) {
            throw new JsltException(
                    "file-hash: written as file-hash(.file.base64, \"sha-256\", \"base64\"), with md5, sha-1, sha-256 or"
                            + " sha-512, and hex or base64");
        }
        byte[] hash = DigestUtils.digest(DigestUtils.getDigest(algorithm), bytes(given[0]));
        return TextNode.valueOf(
                encoding.equals("hex")
                        ? Hex.encodeHexString(hash)
                        : Base64.getEncoder().encodeToString(hash));
    }

    private static byte[] bytes(JsonNode base64) {
        try {
            return Base64.getDecoder().decode(base64.asText());
        } catch (IllegalArgumentException noBase64) {
            throw new JsltException("the file is not base64: write .file.base64");
        }
    }
}
