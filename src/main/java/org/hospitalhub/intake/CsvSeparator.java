package org.hospitalhub.intake;

import java.io.IOException;
import java.io.Reader;

/** Detects the separator of a CSV file: the one of comma and semicolon that occurs more often in its header, the first line that is not empty. */
final class CsvSeparator {

    /** Longest header that is read, in characters. */
    private static final int LOOK = 1 << 16;

    private CsvSeparator() {}

    /**
     * Returns the separator.
     *
     * @param tabs whether a tab may be the separator, too
     */
    static char detect(Reader text, boolean tabs) throws IOException {
        int commas = 0;
        int semicolons = 0;
        int tabulators = 0;
        boolean quoted = false;
        int one = text.read();
        int i = 0;
        for (; i < LOOK && endsLine(one); i++) {
            one = text.read();
        }
        for (; i < LOOK && one >= 0 && (quoted || !endsLine(one)); i++) {
            quoted ^= one == '"';
            commas += !quoted && one == ',' ? 1 : 0;
            semicolons += !quoted && one == ';' ? 1 : 0;
            tabulators += !quoted && one == '\t' ? 1 : 0;
            one = text.read();
        }
        if (tabs && tabulators > Math.max(commas, semicolons)) {
            return '\t';
        }
        return semicolons > commas ? ';' : ',';
    }

    private static boolean endsLine(int one) {
        return one == '\n' || one == '\r';
    }
}
