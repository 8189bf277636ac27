package org.hospitalhub.tls.keys;

import static org.hospitalhub.tls.keys.IdentityException.Reason.FILE_BROKEN;
import static org.hospitalhub.tls.keys.IdentityException.Reason.FILE_MISSING;
import static org.hospitalhub.tls.keys.IdentityException.Reason.PASSWORD_WRONG;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.UnrecoverableKeyException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.hospitalhub.tls.keys.IdentitySettings.Entry;
import org.jspecify.annotations.Nullable;

/** Reads an identity from the place that its settings name. */
public final class IdentityReader {

    private static final char LAST_OF_ASCII = 127;
    private static final Pattern PEM_KEY = Pattern.compile("-----BEGIN (?:ENCRYPTED )?PRIVATE KEY-----([^-]+)-----END");

    private final String name;
    private final Entry entry;

    private final VerifiedPins pins;

    public IdentityReader(String name, Entry entry, VerifiedPins pins) {
        this.name = name;
        this.entry = entry;
        this.pins = pins;
    }

    /**
     * Returns the identity.
     *
     * @throws IdentityException if it cannot be used
     */
    public Identity read() {
        return switch (entry.type()) {
            case PKCS12 -> pkcs12(bytes(entry.keystore()), password());
            case PEM -> new PemFile(name).read(bytes(entry.keystore()), password(), certificates());
            case PKCS8, KEY6 -> new GostStore(name).single(der(bytes(entry.keystore())), password(), certificates());
            case JKS -> jks(bytes(entry.keystore()), password());
            case PKCS11 -> new Pkcs11Token(name, entry.keystore(), pins).read(password(), entry.alias());
        };
    }

    private byte @Nullable [] certificates() {
        return entry.certificate() == null ? null : bytes(entry.certificate());
    }

    /** Returns the bytes of a key file in DER; PEM is accepted too, whatever the file's extension. */
    private static byte[] der(byte[] file) {
        Matcher pem = PEM_KEY.matcher(new String(file, StandardCharsets.ISO_8859_1));
        return pem.find() ? Base64.getMimeDecoder().decode(pem.group(1)) : file;
    }

    private Identity jks(byte[] file, char @Nullable [] password) {
        try {
            return choose(KeyStore.getInstance("JKS"), file, password);
        } catch (GeneralSecurityException broken) {
            throw new IdentityException(name, FILE_BROKEN, "the Java key store cannot be read.", broken);
        }
    }

    private Identity pkcs12(byte[] file, char @Nullable [] password) {
        if (GostStore.isOne(file)) {
            return new GostStore(name).pkcs12(file, password, entry.alias(), certificates());
        }
        if (password != null && CharBuffer.wrap(password).chars().anyMatch(letter -> letter > LAST_OF_ASCII)) {
            return withBouncyCastle(file, password);
        }
        try {
            return choose(KeyStore.getInstance("PKCS12"), file, password);
        } catch (NoSuchAlgorithmException unknownToTheJdk) {
            return withBouncyCastle(file, password);
        } catch (GeneralSecurityException broken) {
            throw new IdentityException(name, FILE_BROKEN, "the PKCS#12 file cannot be read.", broken);
        }
    }

    /** Keys of DSTU 4145 and passwords beyond ASCII, which the JDK does not know. */
    private Identity withBouncyCastle(byte[] file, char @Nullable [] password) {
        try {
            return choose(KeyStore.getInstance("PKCS12", new BouncyCastleProvider()), file, password);
        } catch (GeneralSecurityException broken) {
            throw new IdentityException(
                    name, FILE_BROKEN, "the PKCS#12 file has a key of a kind that cannot be used.", broken);
        }
    }

    private Identity choose(KeyStore store, byte[] file, char @Nullable [] given) throws GeneralSecurityException {
        // Without any password the JDK would pass over sealed certificates without a word.
        char[] password = given == null ? new char[0] : given;
        try {
            store.load(new ByteArrayInputStream(file), password);
        } catch (IOException unreadable) {
            if (unreadable.getCause() instanceof UnrecoverableKeyException) {
                throw new IdentityException(
                        name,
                        PASSWORD_WRONG,
                        given == null ? "the file needs a password." : "the password is wrong.",
                        unreadable);
            }
            throw new IdentityException(name, FILE_BROKEN, unreadable(file), unreadable);
        }
        return new KeySelection(name).from(store, password, entry.alias(), certificates());
    }

    /** Returns why a key file cannot be read. A file of another type is common, for which "damaged" would be misleading. */
    private String unreadable(byte[] file) {
        String kind = KeyFileFormat.of(file);
        String expected = entry.type() == IdentitySettings.Type.JKS ? "Java key store" : "PKCS#12 key store";
        return kind == null
                ? "the file is no " + expected + ", or it is damaged."
                : "the file is no " + expected + " but " + kind;
    }

    private byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new IdentityException(
                    name,
                    FILE_MISSING,
                    "the file " + file.getFileName() + " cannot be read ("
                            + unreadable.getClass().getSimpleName() + ").",
                    unreadable);
        }
    }

    private char @Nullable [] password() {
        if (entry.pinFile() == null) {
            return entry.password() == null ? null : entry.password().toCharArray();
        }
        try (var lines = Files.lines(entry.pinFile())) {
            // Windows' editors put a byte order mark before the first line.
            return lines.findFirst()
                    .orElse("")
                    .replaceFirst("^\uFEFF", "")
                    .strip()
                    .toCharArray();
        } catch (UncheckedIOException notText) {
            throw new IdentityException(
                    name, FILE_BROKEN, "its pin-file is not written in UTF-8; save it as UTF-8.", notText);
        } catch (IOException unreadable) {
            throw new IdentityException(name, FILE_MISSING, "its pin-file cannot be read.", unreadable);
        }
    }
}
