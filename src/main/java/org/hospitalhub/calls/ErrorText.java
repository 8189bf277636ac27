package org.hospitalhub.calls;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.TextNode;

/**
 * Extracts the readable text of an error response: plain text, HTML or XML of any size. Only the beginning is read, because an
 * error page states the error there.
 */
public final class ErrorText {

    /** Longest text that is passed on, in characters. */
    public static final int LONGEST = 20_000;

    private static final int LOOKED_AT = 100_000;
    private static final int HEAD = 2_000;
    private static final Pattern MARKUP =
            Pattern.compile("<\\s{0,3}(!doctype|html|head|body|h1|p|title)\\b", Pattern.CASE_INSENSITIVE);

    private ErrorText() {}

    /** Returns the text of an answer without markup, entities and needless space, at most {@link #LONGEST} characters. */
    public static String readable(String answer) {
        String begin = head(answer, LOOKED_AT);
        if (!begin.stripLeading().startsWith("<")
                && !MARKUP.matcher(head(begin, HEAD)).find()) {
            return bounded(answer.strip());
        }
        return bounded(Jsoup.parse(begin)
                .nodeStream(TextNode.class)
                .map(node -> node.text().strip())
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(" ")));
    }

    /** Cuts a text to at most {@link #LONGEST} characters and says so at its end. */
    public static String bounded(String whole) {
        return whole.length() <= LONGEST ? whole : head(whole, LONGEST - 50) + " … (" + whole.length() + " characters)";
    }

    private static String head(String whole, int length) {
        if (whole.length() <= length) {
            return whole;
        }
        return whole.substring(0, Character.isHighSurrogate(whole.charAt(length - 1)) ? length - 1 : length);
    }
}
