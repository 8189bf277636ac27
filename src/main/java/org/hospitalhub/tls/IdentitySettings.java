package org.hospitalhub.tls;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The client certificates and signers that the configuration names, {@code hub.identities.<name>}.
 *
 * @param identities settings by name
 */
@ConfigurationProperties("hub")
public record IdentitySettings(@DefaultValue Map<String, Entry> identities) {

    /** Copies the map. */
    public IdentitySettings {
        identities = Map.copyOf(identities);
    }

    /**
     * Where one identity is kept.
     *
     * @param keystore the file; for PKCS11 the library of the token ({@code .so}, {@code .dll}, {@code .dylib}) or a
     *     SunPKCS11 configuration file
     * @param type kind of the file
     * @param password password of the file or PIN of the token; null when there is none or pin-file is given
     * @param pinFile file whose first line is the password or PIN
     * @param alias which key, when there are several; null to choose the only one that may sign
     */
    public record Entry(
            Path keystore,
            @DefaultValue("PKCS12") Type type,
            @Nullable String password,
            @Nullable Path pinFile,
            @Nullable String alias) {

        /** Refuses an identity without its file. */
        public Entry {
            Objects.requireNonNull(keystore, "hub.identities.<name>.keystore is missing");
        }

        /** Hides the password. */
        @Override
        public String toString() {
            return "Entry[" + type + "]";
        }
    }

    /** Kinds of key stores. */
    public enum Type {
        /** A file with key and certificates (RFC 7292), {@code .p12} or {@code .pfx}. */
        PKCS12,
        /** A text file with the key (PKCS#8, also encrypted) and the certificates. */
        PEM,
        /** A smart card or USB token. */
        PKCS11
    }
}
