package org.hospitalhub.intake;

import java.io.IOException;
import java.io.Reader;

/** Finds the separator of a CSV file: the one of comma and semicolon that stands more often in its header. */
final class CsvSeparator {

    /** A header that is longer is no header. */
    private static final int LOOK = 1 << 16;

    private CsvSeparator() {}

    static char of(Reader text) throws IOException {
        int commas = 0;
        int semicolons = 0;
        boolean quoted = false;
        int one = text.read();
        for (int i = 0; i < LOOK && one >= 0 && (quoted || (one != '\n' && one != '\r')); i++) {
            quoted ^= one == '"';
            commas += !quoted && one == ',' ? 1 : 0;
            semicolons += !quoted && one == ';' ? 1 : 0;
            one = text.read();
        }
        return semicolons > commas ? ';' : ',';
    }
}
