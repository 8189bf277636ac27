package org.hospitalhub.intake;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import org.hospitalhub.rules.CyrillicPairs;

/**
 * Detects by letter statistics which single-byte encoding a Cyrillic text is written in. Pair frequencies come from
 * common names and words (cyrillic-words.txt); capitals within words, symbols and letters of other alphabets count
 * against an encoding. All values are natural logarithms of probabilities.
 */
final class CyrillicEncodingDetector {

    static final Charset WINDOWS_1251 = Charset.forName("windows-1251");

    /** Lowest score per letter with which an encoding fits; measured by CyrillicTextTest. */
    private static final double LEAST_FIT = -5;

    /** Lead over every other encoding from which the result is certain: about 50 to 1. */
    private static final double MARGIN = 4;

    private static final List<String> NAMES = List.of(
            "windows-1251",
            "KOI8-R",
            "KOI8-U",
            "IBM866",
            "IBM855",
            "ISO-8859-5",
            "x-MacCyrillic",
            "x-MacUkraine",
            "windows-1252");

    private static final String USUAL_SIGNS = "№«»“”„’‘–—…\u00A0§°";

    private final List<CandidateEncoding> readings;

    private CyrillicEncodingDetector(CyrillicPairs following) {
        readings = NAMES.stream()
                .filter(Charset::isSupported)
                .map(Charset::forName)
                .map(charset -> new CandidateEncoding(charset, letters(charset), following))
                .toList();
    }

    /** Reads the words; done once, when the hub starts. */
    static CyrillicEncodingDetector load() {
        return new CyrillicEncodingDetector(CyrillicPairs.load());
    }

    /** Counts how often each byte follows each other byte in a text of any length. */
    static final class BytePairCounts {
        private final long[] numbers = new long[1 << 16];
        private int last = '\n';

        /** Counts the next bytes of the text. */
        void update(byte[] block, int count) {
            for (int i = 0; i < count; i++) {
                int one = block[i] & 0xFF;
                numbers[(last << 8) | one]++;
                last = one;
            }
        }
    }

    /**
     * The encoding of a text.
     *
     * @param charset the encoding that fits best
     * @param certain whether it fits, and no other one fits nearly as well
     */
    record DetectedEncoding(Charset charset, boolean certain) {}

    /** Returns the encoding that fits a short text best, empty for one without a byte above 127. */
    Optional<DetectedEncoding> detect(byte[] text) {
        EncodingScores fits = new EncodingScores();
        int last = '\n';
        for (byte one : text) {
            fits.add((last << 8) | (one & 0xFF), 1);
            last = one & 0xFF;
        }
        fits.add((last << 8) | '\n', 1);
        return fits.best();
    }

    /** Returns the encoding that fits a text best, empty for one without a byte above 127. */
    Optional<DetectedEncoding> detect(BytePairCounts pairs) {
        EncodingScores fits = new EncodingScores();
        for (int pair = 0; pair < pairs.numbers.length; pair++) {
            if (pairs.numbers[pair] > 0) {
                fits.add(pair, pairs.numbers[pair]);
            }
        }
        return fits.best();
    }

    /** The scores of all encodings for one text. */
    private final class EncodingScores {
        private final double[] sums = new double[readings.size()];
        private final boolean[] met = new boolean[256];
        private long letters;

        void add(int pair, long number) {
            if ((pair & 0x8080) == 0) {
                return;
            }
            letters += (pair & 0x80) == 0 ? 0 : number;
            met[pair & 0xFF] = true;
            for (int i = 0; i < sums.length; i++) {
                sums[i] += number * readings.get(i).costs[pair];
            }
        }

        Optional<DetectedEncoding> best() {
            if (letters == 0) {
                return Optional.empty();
            }
            int best = 0;
            for (int i = 1; i < sums.length; i++) {
                best = sums[i] > sums[best] ? i : best;
            }
            boolean certain = sums[best] / letters >= LEAST_FIT;
            for (int i = 0; i < sums.length; i++) {
                certain &= i == best || sums[i] <= sums[best] - MARGIN || sameText(best, i);
            }
            return Optional.of(new DetectedEncoding(readings.get(best).charset, certain));
        }

        /** KOI8-R and KOI8-U, or windows-1251 and x-MacCyrillic for small letters, read many texts alike. */
        private boolean sameText(int one, int other) {
            for (int i = 0; i < met.length; i++) {
                if (met[i] && readings.get(one).letters[i] != readings.get(other).letters[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    private static char[] letters(Charset charset) {
        char[] letters = new char[256];
        for (int i = 0; i < letters.length; i++) {
            letters[i] = charset.decode(ByteBuffer.wrap(new byte[] {(byte) i})).get(0);
        }
        return letters;
    }

    /** One encoding with the score of every pair of bytes in it. */
    private static final class CandidateEncoding {
        private final Charset charset;
        private final char[] letters;
        private final float[] costs = new float[1 << 16];

        CandidateEncoding(Charset charset, char[] letters, CyrillicPairs following) {
            this.charset = charset;
            this.letters = letters;
            CharacterTraits[] signs = new CharacterTraits[letters.length];
            for (int i = 0; i < signs.length; i++) {
                signs[i] = CharacterTraits.of(letters[i]);
            }
            for (int pair = 0; pair < costs.length; pair++) {
                costs[pair] = (float) cost(signs[pair >> 8], signs[pair & 0xFF], following);
            }
        }
    }

    /**
     * The properties of a character that its score depends on.
     *
     * @param place in the alphabet, {@link CyrillicPairs#EDGE} for all others
     */
    private record CharacterTraits(
            char character, int place, boolean letter, boolean capital, boolean small, boolean usual) {
        static CharacterTraits of(char one) {
            return new CharacterTraits(
                    one,
                    CyrillicPairs.place(one),
                    Character.isLetter(one),
                    Character.isUpperCase(one),
                    Character.isLowerCase(one),
                    USUAL_SIGNS.indexOf(one) >= 0);
        }

        boolean known() {
            return place != CyrillicPairs.EDGE;
        }

        /**
         * Returns the score of a character outside the alphabet: best for punctuation that texts have, where an apostrophe
         * belongs inside a word.
         */
        double cost(boolean insideOfWord) {
            if (usual) {
                return character == '’' && !insideOfWord ? -6 : -3;
            }
            if (letter) {
                return -7;
            }
            return insideOfWord ? -13 : -9;
        }
    }

    /** Returns the score of a character after another one. */
    private static double cost(CharacterTraits before, CharacterTraits now, CyrillicPairs following) {
        double cost = before.known() || now.known() ? following.of(before.place(), now.place()) : 0;
        if (now.character() > 127 && !now.known()) {
            cost += now.cost(before.letter());
        }
        if (before.usual() && now.small()) {
            cost -= before.character() == '’' ? 1 : 5;
        }
        boolean turned = before.small() && now.capital();
        boolean mixed = before.letter() && now.letter() && before.known() != now.known();
        return cost - (turned ? 6 : 0) - (mixed ? 4 : 0);
    }
}
