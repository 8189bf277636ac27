package org.hospitalhub.rules;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hospitalhub.rules.DamagedText.Mistake;
import org.jspecify.annotations.Nullable;

/**
 * Recognises texts in one of the old Cyrillic encodings that were read in another one. Each reads as the other, with Cyrillic letters
 * of the wrong case or signs between them, so only the order of the letters tells which was meant: words of other languages, names
 * and short words are left alone.
 */
final class MisreadCyrillic {

    /** Lead of the text that was meant, about 160,000 to 1: none of 13,000 names and words in 14 spellings reaches it. */
    private static final double MARGIN = 12;

    private static final int LEAST_LETTERS = 5;
    private static final int EXAMINED = 2_000;
    private static final String USUAL_SIGNS = "№«»“”„’‘–—…\u00A0§°";
    private static final Pattern LATIN = Pattern.compile("[A-Za-z]");
    private static final Pattern WORD = Pattern.compile("\\p{IsCyrillic}+");
    private static final CyrillicPairs PAIRS = CyrillicPairs.load();
    private static final List<Mistake> MISTAKES = mistakes();

    private MisreadCyrillic() {}

    private static List<Mistake> mistakes() {
        List<Charset> charsets = Stream.of("windows-1251", "KOI8-R", "KOI8-U", "IBM866")
                .map(Charset::forName)
                .toList();
        List<Mistake> all = new ArrayList<>();
        for (Charset written : charsets) {
            charsets.stream()
                    .filter(read -> !read.equals(written))
                    .forEach(read -> all.add(new Mistake(written, read)));
        }
        return List.copyOf(all);
    }

    /** Returns the mistake that made a text from one that is far more likely. */
    static Optional<Mistake> of(String whole) {
        String text = whole.length() > EXAMINED ? whole.substring(0, EXAMINED) : whole;
        if (LATIN.matcher(text).find()) {
            return Optional.empty();
        }
        double likely = score(text) + MARGIN;
        return MISTAKES.stream()
                .filter(mistake -> {
                    String meant = meant(text, mistake);
                    return meant != null && isText(meant) && score(meant) > likely;
                })
                .findFirst();
    }

    private static @Nullable String meant(String text, Mistake mistake) {
        try {
            return mistake.written()
                    .newDecoder()
                    .decode(mistake.read().newEncoder().encode(CharBuffer.wrap(text)))
                    .toString();
        } catch (CharacterCodingException another) {
            return null;
        }
    }

    /** Returns whether a text has nothing but usual characters, a word that is long enough, and no capitals inside of words. */
    private static boolean isText(String text) {
        Matcher words = WORD.matcher(text);
        int longest = 0;
        while (words.find()) {
            String word = words.group();
            longest = Math.max(longest, word.length());
            String rest = word.substring(1);
            boolean small = rest.equals(rest.toLowerCase(Locale.ROOT));
            if (!small && !word.equals(word.toUpperCase(Locale.ROOT))) {
                return false;
            }
        }
        return longest >= LEAST_LETTERS && DamagedText.CYRILLIC.matcher(text).matches();
    }

    private static double score(String text) {
        double score = 0;
        int before = CyrillicPairs.EDGE;
        char last = ' ';
        for (char now : text.toCharArray()) {
            int place = CyrillicPairs.place(now);
            score += place != CyrillicPairs.EDGE || before != CyrillicPairs.EDGE ? PAIRS.of(before, place) : 0;
            score -= place == CyrillicPairs.EDGE && now > 127 ? costOfSign(now) : 0;
            score -= Character.isLowerCase(last) && Character.isUpperCase(now) ? 6 : 0;
            before = place;
            last = now;
        }
        return before == CyrillicPairs.EDGE ? score : score + PAIRS.of(before, CyrillicPairs.EDGE);
    }

    private static double costOfSign(char sign) {
        if (USUAL_SIGNS.indexOf(sign) >= 0) {
            return 3;
        }
        return Character.isLetter(sign) ? 7 : 9;
    }
}
