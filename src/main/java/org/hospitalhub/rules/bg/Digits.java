package org.hospitalhub.rules.bg;

/** Weighted sums over decimal digits. Only ASCII digits count: other scripts' digits are refused. */
final class Digits {

    private Digits() {}

    static boolean only(String text, int length) {
        return text.length() == length && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    static int at(String digits, int index) {
        return digits.charAt(index) - '0';
    }

    static int pair(String digits, int index) {
        return at(digits, index) * 10 + at(digits, index + 1);
    }

    static int weighted(String digits, int from, int... weights) {
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += at(digits, from + i) * weights[i];
        }
        return sum;
    }
}
