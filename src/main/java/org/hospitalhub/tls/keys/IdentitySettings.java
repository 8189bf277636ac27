package org.hospitalhub.tls.keys;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.ConstructorBinding;
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
     * The location of one identity.
     *
     * @param keystore the file; for PKCS11 the library of the token ({@code .so}, {@code .dll}, {@code .dylib}) or a SunPKCS11
     *     configuration file
     * @param type kind of the file
     * @param password password of the file or PIN of the token; null when there is none or pin-file is given
     * @param pinFile file whose first line is the password or PIN
     * @param alias which key, when there are several; null to choose the only one that may sign
     * @param certificate file with the certificates (PEM, DER or PKCS#7) of a key file that has none; null for none
     */
    public record Entry(
            Path keystore,
            @DefaultValue("PKCS12") Type type,
            @Nullable String password,
            @Nullable Path pinFile,
            @Nullable String alias,
            @Nullable Path certificate) {

        /** Makes an identity whose certificate is in the file. */
        public Entry(
                Path keystore, Type type, @Nullable String password, @Nullable Path pinFile, @Nullable String alias) {
            this(keystore, type, password, pinFile, alias, null);
        }

        /** Refuses an identity without its file. */
        @ConstructorBinding
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
        /** One key alone (RFC 5208), encrypted or not, {@code .pk8} or {@code .ZS2}; {@code certificate} names its own. */
        PKCS8,
        /** A Ukrainian {@code Key-6.dat}; {@code certificate} names its own. */
        KEY6,
        /** A Java key store, also with keys of DSTU 4145. */
        JKS,
        /** A smart card or USB token. */
        PKCS11
    }
}
