package org.hospitalhub.calls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.CipherInputStream;
import javax.crypto.CipherOutputStream;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;

/**
 * Bytes in a temporary file, encrypted with a key that only this object has: patient data does not reach the disk in the clear. The
 * file is removed when this is closed, or by the next start.
 */
final class TemporaryBytes implements AutoCloseable {

    private static final int BLOCK = 16;
    private static final int PIECE = 1 << 16;

    private final FileChannel file;
    private final SecretKey key;

    private TemporaryBytes(FileChannel file, SecretKey key) {
        this.file = file;
        this.key = key;
    }

    /** Stores what a stream has left, at most so many bytes. */
    static TemporaryBytes of(InputStream content, int most) throws IOException {
        Path folder = LargeData.temporary();
        Path path = folder == null
                ? Files.createTempFile("answer", ".tmp")
                : Files.createTempFile(folder, "answer", ".tmp");
        TemporaryBytes stored = new TemporaryBytes(
                FileChannel.open(
                        path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE),
                key());
        try {
            stored.write(content, most);
            return stored;
        } catch (IOException | RuntimeException broken) {
            stored.close();
            throw broken;
        }
    }

    private void write(InputStream content, int most) throws IOException {
        OutputStream plain = Channels.newOutputStream(file);
        OutputStream out = new CipherOutputStream(plain, cipher(Cipher.ENCRYPT_MODE));
        int left = most;
        byte[] piece = content.readNBytes(Math.min(PIECE, left));
        while (piece.length > 0) {
            out.write(piece);
            left -= piece.length;
            piece = content.readNBytes(Math.min(PIECE, left));
        }
        out.flush();
    }

    /** Returns all bytes. */
    byte[] read() throws IOException {
        file.position(0);
        int length = (int) file.size();
        return new CipherInputStream(Channels.newInputStream(file), cipher(Cipher.DECRYPT_MODE)).readNBytes(length);
    }

    /** The counter begins at 0 each time, because each object has a key of its own. */
    private Cipher cipher(int mode) throws IOException {
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(mode, key, new IvParameterSpec(new byte[BLOCK]));
            return cipher;
        } catch (GeneralSecurityException impossible) {
            throw new IOException(impossible);
        }
    }

    private static SecretKey key() throws IOException {
        try {
            return KeyGenerator.getInstance("AES").generateKey();
        } catch (GeneralSecurityException impossible) {
            throw new IOException(impossible);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
