package org.hospitalhub.intake;

import java.io.IOException;
import java.io.Reader;

/**
 * Position where a row of a CSV file (RFC 4180) breaks or becomes too long. It names the line where the quote was opened, because
 * that is where the file must be corrected; a parser only knows the line where it noticed the mistake.
 *
 * @param line line where the quote was opened, or where the row begins when none is open; counted from 1
 * @param quoted whether a quote is open
 */
record CsvBreakPosition(long line, boolean quoted) {

    /** Reads a text from its beginning and returns the position where it breaks, or its end. */
    static CsvBreakPosition find(Reader text, char separator, int longestRow) throws IOException {
        Scan scan = new Scan(separator, longestRow);
        char[] block = new char[1 << 13];
        for (int count = text.read(block); count >= 0; count = text.read(block)) {
            for (int i = 0; i < count; i++) {
                if (scan.breaksAt(block[i])) {
                    return scan.place();
                }
            }
        }
        return scan.place();
    }

    private enum State {
        CELL_BEGINS,
        PLAIN,
        QUOTED,
        QUOTE_MET,
        BEHIND_QUOTE
    }

    private static final class Scan {
        private final char separator;
        private final int longestRow;
        private State state = State.CELL_BEGINS;
        private long line = 1;
        private long rowLine = 1;
        private long quoteLine = 1;
        private long length;
        private boolean carriage;

        Scan(char separator, int longestRow) {
            this.separator = separator;
            this.longestRow = longestRow;
        }

        CsvBreakPosition place() {
            boolean open = state == State.QUOTED || state == State.BEHIND_QUOTE || state == State.QUOTE_MET;
            return new CsvBreakPosition(open ? quoteLine : rowLine, open);
        }

        boolean breaksAt(char one) {
            boolean end = one == '\n' || one == '\r';
            boolean counted = one == '\r' || (one == '\n' && !carriage);
            carriage = one == '\r';
            boolean breaks = step(one, end);
            line += counted ? 1 : 0;
            length++;
            if (end && state == State.CELL_BEGINS) {
                length = 0;
                rowLine = line;
            }
            return breaks || length > longestRow;
        }

        private boolean step(char one, boolean end) {
            switch (state) {
                case CELL_BEGINS, PLAIN -> {
                    boolean opens = state == State.CELL_BEGINS && one == '"';
                    quoteLine = opens ? line : quoteLine;
                    state = opens ? State.QUOTED : one == separator || end ? State.CELL_BEGINS : State.PLAIN;
                }
                case QUOTED -> state = one == '"' ? State.QUOTE_MET : State.QUOTED;
                case QUOTE_MET, BEHIND_QUOTE -> {
                    if (one == '"' && state == State.QUOTE_MET) {
                        state = State.QUOTED;
                    } else if (one == separator || end) {
                        state = State.CELL_BEGINS;
                    } else if (Character.isWhitespace(one)) {
                        state = State.BEHIND_QUOTE;
                    } else {
                        return true;
                    }
                }
            }
            return false;
        }
    }
}
