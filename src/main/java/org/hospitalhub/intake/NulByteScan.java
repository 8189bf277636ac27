package org.hospitalhub.intake;

/**
 * Finds the runs of NUL bytes that an unfinished copy leaves: file systems fill with them what was reserved and never
 * written. A single NUL within a text is not one; it refuses its record.
 */
final class NulByteScan {

    /** So many in a row are no text in any encoding. */
    private static final int HOLE = 16;

    private long line = 1;
    private long run;
    private long holeLine;

    void update(byte[] block, int count) {
        for (int i = 0; i < count; i++) {
            if (block[i] == 0) {
                run++;
                holeLine = holeLine == 0 && run >= HOLE ? line : holeLine;
            } else {
                run = 0;
                line += block[i] == '\n' ? 1 : 0;
            }
        }
    }

    /**
     * Returns the line where bytes are missing, 0 when none are.
     *
     * @param allowed NUL bytes that the end of a whole file may have: the half of a letter of UTF-16
     */
    long firstMissingLine(int allowed) {
        return holeLine > 0 || run <= allowed ? holeLine : line;
    }
}
