package org.hospitalhub.rules;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * How often one Cyrillic letter follows another in Russian, Ukrainian and Bulgarian: natural logarithms of probabilities, counted in
 * common names and words (cyrillic-words.txt).
 */
public final class CyrillicPairs {

    private static final String ALPHABET = "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґў";
    private static final double SMOOTHING = 0.2;

    /** Place of everything that is not in the alphabet. */
    public static final int EDGE = ALPHABET.length();

    private final double[][] following = new double[EDGE + 1][EDGE + 1];

    private CyrillicPairs() {}

    /** Reads the words. */
    public static CyrillicPairs load() {
        CyrillicPairs pairs = new CyrillicPairs();
        try (InputStream in = Objects.requireNonNull(CyrillicPairs.class.getResourceAsStream("cyrillic-words.txt"));
                BufferedReader words = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            words.lines()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(line -> Arrays.stream(line.split("[\\s']+")))
                    .forEach(pairs::count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (double[] row : pairs.following) {
            double sum = Arrays.stream(row).sum() + SMOOTHING * row.length;
            for (int i = 0; i < row.length; i++) {
                row[i] = Math.log((row[i] + SMOOTHING) / sum);
            }
        }
        return pairs;
    }

    private void count(String word) {
        int before = EDGE;
        for (int i = 0; i < word.length(); i++) {
            int letter = place(word.charAt(i));
            following[before][letter]++;
            before = letter;
        }
        following[before][EDGE]++;
    }

    /** Returns the place of a letter in the alphabet, {@link #EDGE} for other characters; case is ignored. */
    public static int place(char character) {
        int place = ALPHABET.indexOf(Character.toLowerCase(character));
        return place < 0 ? EDGE : place;
    }

    /** Returns how likely a letter stands behind another one; both are places in the alphabet. */
    public double of(int before, int now) {
        return following[before][now];
    }
}
