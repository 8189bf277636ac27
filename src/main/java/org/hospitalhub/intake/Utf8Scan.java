package org.hospitalhub.intake;

import java.util.ArrayList;
import java.util.List;

/**
 * Counts the valid and invalid UTF-8 sequences of a stream of bytes (RFC 3629 §4) and records the lines of invalid ones. Never
 * stops at an invalid byte, because the share of valid UTF-8 distinguishes damaged UTF-8 from another encoding.
 */
final class Utf8Scan {

    /** Most lines that a finding names. */
    private static final int NAMED = 5;

    private final List<Long> lines = new ArrayList<>();
    private long line = 1;
    private long multiByteCharacters;
    private long broken;
    private int missing;
    private int lowest;
    private int highest;
    private boolean carriage;

    /** Returns the number of the first line of a text that is not UTF-8, 0 when all of it is. */
    static long firstBrokenLine(byte[] bytes) {
        Utf8Scan scan = new Utf8Scan();
        scan.update(bytes, bytes.length);
        scan.finish();
        return scan.broken == 0 ? 0 : scan.lines.get(0);
    }

    void update(byte[] block, int count) {
        for (int i = 0; i < count; i++) {
            update(block[i] & 0xFF);
        }
    }

    private void update(int one) {
        if (missing > 0 && one >= lowest && one <= highest) {
            missing--;
            lowest = 0x80;
            highest = 0xBF;
            multiByteCharacters += missing == 0 ? 1 : 0;
            return;
        }
        if (missing > 0) {
            broken();
        }
        count(one);
        begin(one);
    }

    private void count(int one) {
        line += one == '\r' || (one == '\n' && !carriage) ? 1 : 0;
        carriage = one == '\r';
    }

    /** The bounds of the second byte exclude overlong forms, surrogates and what is beyond U+10FFFF. */
    private void begin(int one) {
        if (one < 0x80) {
            missing = 0;
        } else if (one >= 0xC2 && one <= 0xDF) {
            expect(1, 0x80, 0xBF);
        } else if (one >= 0xE0 && one <= 0xEF) {
            expect(2, one == 0xE0 ? 0xA0 : 0x80, one == 0xED ? 0x9F : 0xBF);
        } else if (one >= 0xF0 && one <= 0xF4) {
            expect(3, one == 0xF0 ? 0x90 : 0x80, one == 0xF4 ? 0x8F : 0xBF);
        } else {
            broken();
        }
    }

    private void expect(int bytes, int least, int most) {
        missing = bytes;
        lowest = least;
        highest = most;
    }

    private void broken() {
        broken++;
        missing = 0;
        if (lines.size() < NAMED && (lines.isEmpty() || lines.get(lines.size() - 1) != line)) {
            lines.add(line);
        }
    }

    /** Ends the text; an incomplete letter counts as invalid. */
    void finish() {
        if (missing > 0) {
            broken();
        }
    }

    /** Returns the number of valid letters of several bytes. */
    long multiByteCharacters() {
        return multiByteCharacters;
    }

    /** Returns the number of invalid sequences. */
    long brokenPlaces() {
        return broken;
    }

    /** Returns the first lines that are not UTF-8, counted from 1. */
    List<Long> brokenLines() {
        return List.copyOf(lines);
    }
}
