package org.hospitalhub.intake;

/**
 * Finds the runs of NUL bytes that an unfinished copy leaves: file systems return NUL for space that was reserved and never
 * written. A single NUL within a text does not count; its record is refused instead.
 */
final class NulByteScan {

    /** Number of NUL bytes in a row that no text has, in any encoding. */
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
     * @param allowed NUL bytes that the end of a complete file may have: half of a UTF-16 code unit
     */
    long firstMissingLine(int allowed) {
        return holeLine > 0 || run <= allowed ? holeLine : line;
    }
}
