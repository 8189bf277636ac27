package org.hospitalhub.wiring.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.hospitalhub.wiring.startup.StartRefusedException;

/** Reads the keys for patient data: 32 bytes each, in base64; the first encrypts, all decrypt. */
public final class LedgerKey {

    private static final int BYTES = 32;

    private LedgerKey() {}

    /** Returns the keys from the setting itself, or from the file. */
    public static List<byte[]> read(String key, String keyFile) {
        if (!key.isBlank()) {
            return parse(key.strip().split("[,\\s]+"), "hub.ledger.key");
        }
        Path file = Path.of(keyFile);
        try {
            return parse(Files.readString(file).strip().split("\\s+"), "hub.ledger.key-file " + file);
        } catch (IOException unreadable) {
            throw new StartRefusedException("hub.ledger.key-file " + file + " cannot be read");
        }
    }

    /** Creates a key file that only its owner can read, unless there is one. */
    static void makeUnlessThere(Path file) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        if (file.getParent() != null) {
            Files.createDirectories(file.getParent());
        }
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, Base64.getEncoder().encodeToString(key) + "\n");
    }

    private static List<byte[]> parse(String[] texts, String where) {
        return Stream.of(texts).map(text -> one(text, where)).toList();
    }

    private static byte[] one(String text, String where) {
        try {
            byte[] key = Base64.getDecoder().decode(text);
            if (key.length == BYTES) {
                return key;
            }
        } catch (IllegalArgumentException notBase64) {
            // reported below, without the key's text
        }
        throw new StartRefusedException(
                where + " must contain 32 bytes in base64; create them with: openssl rand -base64 32");
    }
}
