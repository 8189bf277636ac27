package org.hospitalhub.service.definition;

import java.util.List;
import java.util.Map;

/** Reads the declaration of a signature. */
final class SignReader {

    private static final List<String> SCHEMES =
            List.of("cades-bes", "cades-t", "cades-x-long", "xmldsig-enveloped", "jws", "jwt", "raw");

    private SignReader() {}

    static Sign sign(MappingReader keys, String key) {
        MappingReader sign = keys.inner(key, "a sign");
        Sign read = new Sign(
                sign.needed("identity"),
                sign.word("scheme", "cades-bes", SCHEMES),
                sign.flag("detached", false),
                sign.value("of"),
                sign.text("into"),
                sign.textFields("with"),
                sign.text("encoding"),
                sign.text("header"),
                sign.text("id"),
                sign.text("after"),
                jws(sign),
                sign.place());
        sign.end();
        return read;
    }

    /** Reads the keys of a JSON Web Token without its claims. */
    static Sign jwt(MappingReader keys) {
        return new Sign(
                keys.needed("identity"),
                "jwt",
                false,
                null,
                null,
                Map.of(),
                null,
                null,
                null,
                null,
                jws(keys),
                keys.place());
    }

    private static Sign.Jws jws(MappingReader keys) {
        return new Sign.Jws(keys.text("algorithm", ""), keys.textFields("protected"), keys.text("expires", "5m"));
    }
}
