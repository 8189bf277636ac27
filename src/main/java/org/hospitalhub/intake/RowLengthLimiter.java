package org.hospitalhub.intake;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/** Stops a row that never ends, such as one with an unclosed quote, before it fills the memory. */
final class RowLengthLimiter extends FilterReader {

    /** Number of characters that the parser may read ahead of its row. */
    private static final int AHEAD = 1 << 14;

    private final int longest;
    private long read;

    RowLengthLimiter(Reader in, int longest) {
        super(in);
        this.longest = longest;
    }

    /** Starts counting at zero. */
    void nextRow() {
        read = 0;
    }

    @Override
    public int read() throws IOException {
        int one = super.read();
        count(one < 0 ? 0 : 1);
        return one;
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, Math.min(length, AHEAD));
        count(Math.max(0, count));
        return count;
    }

    private void count(int characters) throws TooLongException {
        read += characters;
        if (read > (long) longest + AHEAD) {
            throw new TooLongException();
        }
    }

    /** Thrown when a row is longer than allowed. */
    static final class TooLongException extends IOException {}
}
