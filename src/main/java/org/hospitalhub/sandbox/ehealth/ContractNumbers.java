package org.hospitalhub.sandbox.ehealth;

/** Makes contract numbers the way the open source server does (eHealth contract §7): 1000000 is {@code 0000-5K4M-M000}. */
final class ContractNumbers {

    static final long FIRST = 1_000_000;

    private static final String DIGITS = "0A1E2H3K4M5P6T7X89";
    private static final int GROUPS = 8;

    private ContractNumbers() {}

    /** Returns the number of the sequence's n-th value: base 18, least significant digit first, two groups of four. */
    static String of(long n) {
        StringBuilder digits = new StringBuilder();
        for (long rest = n; rest > 0; rest /= DIGITS.length()) {
            digits.append(DIGITS.charAt((int) (rest % DIGITS.length())));
        }
        while (digits.length() < GROUPS) {
            digits.append('0');
        }
        return "0000-" + digits.substring(0, 4) + "-" + digits.substring(4, GROUPS);
    }
}
