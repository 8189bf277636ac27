package org.hospitalhub.intake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The first pass over a file: what it is, before anything is read as a record.
 *
 * @param sha256 of the whole content, hex
 * @param utf8 whether every byte of it is part of strict UTF-8
 * @param start where the text begins, behind a byte order mark
 * @param first first byte that is no white space, -1 when there is none
 */
record Survey(String sha256, boolean utf8, int start, int first) {

    /** The other encoding that hospitals' programs write. */
    private static final Charset CYRILLIC = Charset.forName("windows-1251");

    private static final int BLOCK = 1 << 16;

    /** Reads the whole file once. */
    static Survey of(DroppedFile file) throws IOException {
        MessageDigest digest = digest();
        Utf8Watch watch = new Utf8Watch();
        byte[] head = new byte[0];
        int first = -1;
        byte[] block = new byte[BLOCK];
        try (InputStream in = file.stream(0)) {
            for (int count = in.readNBytes(block, 0, BLOCK); count > 0; count = in.readNBytes(block, 0, BLOCK)) {
                head = head.length == 0 ? Arrays.copyOf(block, Math.min(count, 4)) : head;
                digest.update(block, 0, count);
                watch.take(block, count);
                first = first >= 0 ? first : firstInk(block, Charsets.hasBom(head) ? Charsets.BOM : 0, count);
            }
        }
        requireBytes(head);
        String sha = HexFormat.of().formatHex(digest.digest());
        return new Survey(sha, watch.ended(), Charsets.hasBom(head) ? Charsets.BOM : 0, first);
    }

    Charset charset() {
        return utf8 ? StandardCharsets.UTF_8 : CYRILLIC;
    }

    /** UTF-16 and UTF-32 begin with a mark of their own or show by a NUL among the first bytes. */
    private static void requireBytes(byte[] head) throws UnreadableFileException {
        boolean wide = head.length >= 2
                && ((head[0] == (byte) 0xFE && head[1] == (byte) 0xFF)
                        || (head[0] == (byte) 0xFF && head[1] == (byte) 0xFE));
        for (byte one : head) {
            wide |= one == 0;
        }
        if (wide) {
            throw new UnreadableFileException(
                    "CHARSET", "The file is not text in UTF-8 (or windows-1251, for CSV); save it as UTF-8.");
        }
    }

    private static int firstInk(byte[] block, int from, int count) {
        for (int i = from; i < count; i++) {
            if (block[i] != ' ' && block[i] != '\t' && block[i] != '\r' && block[i] != '\n') {
                return block[i] & 0xFF;
            }
        }
        return -1;
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Decodes and forgets, to learn whether it can be decoded. */
    private static final class Utf8Watch {
        private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        private final CharBuffer away = CharBuffer.allocate(BLOCK + 8);
        private final ByteBuffer bytes = ByteBuffer.allocate(BLOCK + 8);
        private boolean valid = true;

        void take(byte[] block, int count) {
            if (valid) {
                bytes.put(block, 0, count).flip();
                valid = !decoder.decode(bytes, away.clear(), false).isError();
                bytes.compact();
            }
        }

        boolean ended() {
            return valid && !decoder.decode(bytes.flip(), away.clear(), true).isError();
        }
    }
}
