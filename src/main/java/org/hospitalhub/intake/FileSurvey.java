package org.hospitalhub.intake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/**
 * Result of the first pass over a file: what it is, before any record is read.
 *
 * @param sha256 of the whole content, hex
 * @param charset how its text is written
 * @param start where the text begins, behind a byte order mark
 * @param first first byte that is no white space, -1 when there is none
 * @param damage says where and why the text cannot be read as that charset, null when it can
 */
record FileSurvey(
        String sha256,
        Charset charset,
        int start,
        int first,
        @Nullable UnreadableFileException damage) {

    private static final int BLOCK = 1 << 16;
    private static final int HEAD = 4;

    /** Reads the whole file once. */
    static FileSurvey of(DroppedFile file, CyrillicEncodingDetector cyrillic) throws IOException {
        MessageDigest digest = DigestUtils.getSha256Digest();
        Utf8Scan utf8 = new Utf8Scan();
        NulByteScan nul = new NulByteScan();
        CyrillicEncodingDetector.BytePairCounts pairs = new CyrillicEncodingDetector.BytePairCounts();
        byte[] head = new byte[0];
        int first = -1;
        byte[] block = new byte[BLOCK];
        try (InputStream in = file.newInputStream(0)) {
            for (int count = in.readNBytes(block, 0, BLOCK); count > 0; count = in.readNBytes(block, 0, BLOCK)) {
                boolean begin = head.length == 0;
                head = begin ? Arrays.copyOf(block, Math.min(count, HEAD)) : head;
                digest.update(block, 0, count);
                utf8.update(block, count);
                nul.update(block, count);
                pairs.update(block, count);
                first = first >= 0 ? first : firstInk(block, begin ? Charsets.bomLength(head) : 0, count, isWide(head));
            }
        }
        utf8.finish();
        requireText(head);
        requireAll(nul, head);
        return of(
                HexFormat.of().formatHex(digest.digest()),
                head,
                first,
                utf8,
                cyrillic.detect(pairs).orElse(null));
    }

    private static FileSurvey of(
            String sha,
            byte[] head,
            int first,
            Utf8Scan utf8,
            CyrillicEncodingDetector.@Nullable DetectedEncoding guess) {
        int start = Charsets.bomLength(head);
        Charset wide = Charsets.utf16(head);
        if (wide != null) {
            return new FileSurvey(sha, wide, start, first, null);
        }
        if (utf8.brokenPlaces() == 0) {
            return new FileSurvey(sha, StandardCharsets.UTF_8, start, first, null);
        }
        boolean marked = Charsets.hasBom(head);
        // Text in another encoding has many invalid bytes and hardly any letter that is valid UTF-8; damaged UTF-8 has
        // few
        // invalid bytes.
        if (marked || (utf8.multiByteCharacters() > 0 && utf8.multiByteCharacters() >= utf8.brokenPlaces())) {
            return new FileSurvey(sha, StandardCharsets.UTF_8, start, first, damaged(utf8, marked));
        }
        boolean fits =
                guess != null && guess.certain() && guess.charset().equals(CyrillicEncodingDetector.WINDOWS_1251);
        return new FileSurvey(
                sha, CyrillicEncodingDetector.WINDOWS_1251, start, first, fits ? null : another(utf8, guess));
    }

    boolean isUtf8() {
        return charset.equals(StandardCharsets.UTF_8) && damage == null;
    }

    boolean isUtf16() {
        return Charsets.isUtf16(charset);
    }

    /** Throws when the text cannot be read. */
    void requireReadable() throws UnreadableFileException {
        if (damage != null) {
            throw damage;
        }
    }

    private static boolean isWide(byte[] head) {
        return Charsets.utf16(head) != null;
    }

    private static UnreadableFileException damaged(Utf8Scan utf8, boolean marked) {
        return new UnreadableFileException(
                "CHARSET",
                utf8.brokenLines().size() == 1
                        ? Wording.of(
                                marked ? "CHARSET.damaged.marked" : "CHARSET.damaged",
                                utf8.brokenLines().get(0))
                        : Wording.of(
                                marked ? "CHARSET.damaged.lines.marked" : "CHARSET.damaged.lines",
                                utf8.brokenLines().stream().map(String::valueOf).collect(Collectors.joining(", "))));
    }

    private static UnreadableFileException another(
            Utf8Scan utf8, CyrillicEncodingDetector.@Nullable DetectedEncoding guess) {
        return new UnreadableFileException(
                "CHARSET",
                guess == null || !guess.certain()
                        ? Wording.of("CHARSET", utf8.brokenLines().get(0))
                        : Wording.of(
                                "CHARSET.guess",
                                utf8.brokenLines().get(0),
                                guess.charset().name()));
    }

    private static void requireAll(NulByteScan nul, byte[] head) throws UnreadableFileException {
        long line = nul.firstMissingLine(StandardCharsets.UTF_16LE.equals(Charsets.utf16(head)) ? 1 : 0);
        if (line > 0) {
            throw new UnreadableFileException("FILE_INCOMPLETE", Wording.of("FILE_INCOMPLETE", line), true);
        }
    }

    /** Throws for UTF-16 without a byte order mark and for UTF-32: both have a NUL among the first bytes. */
    private static void requireText(byte[] head) throws UnreadableFileException {
        boolean nul = false;
        boolean ink = false;
        for (byte one : head) {
            nul |= one == 0;
            ink |= one != 0;
        }
        nul &= ink;
        boolean utf32 = head.length == HEAD && Charsets.utf16(head) != null && head[2] == 0 && head[3] == 0;
        if (utf32 || (nul && !isWide(head))) {
            throw new UnreadableFileException("CHARSET", Wording.of("CHARSET.no-text"));
        }
    }

    private static int firstInk(byte[] block, int from, int count, boolean wide) {
        for (int i = from; i < count; i++) {
            if (block[i] != ' '
                    && block[i] != '\t'
                    && block[i] != '\r'
                    && block[i] != '\n'
                    && !(wide && block[i] == 0)) {
                return block[i] & 0xFF;
            }
        }
        return -1;
    }
}
