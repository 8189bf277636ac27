package org.hospitalhub.calls;

import java.util.regex.Pattern;
import org.springframework.web.util.HtmlUtils;

/**
 * Extracts the readable text of an error response: plain text, HTML or XML of any size. Only the beginning is read, in linear
 * time, because an error page states the error there.
 */
public final class ErrorText {

    /** Longest text that is passed on, in characters. */
    public static final int LONGEST = 20_000;

    private static final int LOOKED_AT = 200_000;
    private static final int HEAD = 2_000;
    private static final Pattern MARKUP =
            Pattern.compile("<\\s{0,3}(!doctype|html|head|body|h1|p|title)\\b", Pattern.CASE_INSENSITIVE);

    private final String text;
    private final StringBuilder seen = new StringBuilder();
    private int at;

    private ErrorText(String text) {
        this.text = text;
    }

    /** Returns the text of an answer without markup, entities and needless space, at most {@link #LONGEST} characters. */
    public static String readable(String answer) {
        String begin = head(answer, LOOKED_AT);
        if (!begin.stripLeading().startsWith("<")
                && !MARKUP.matcher(head(begin, HEAD)).find()) {
            return bounded(answer.strip());
        }
        String bare = new ErrorText(begin).withoutMarkup();
        return bounded(spaced(HtmlUtils.htmlUnescape(head(bare, 2 * LONGEST))));
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

    private String withoutMarkup() {
        while (at < text.length()) {
            int tag = text.indexOf('<', at);
            if (tag < 0) {
                seen.append(text, at, text.length());
                break;
            }
            seen.append(text, at, tag);
            at = tag;
            if (!skip("<!--", "-->") && !skip("<?", "?>") && !skipElement("script") && !skipElement("style")) {
                tag();
            }
        }
        return seen.toString();
    }

    /** Skips the text between two marks, to the end of the text when the second mark is missing. */
    private boolean skip(String from, String to) {
        if (!text.startsWith(from, at)) {
            return false;
        }
        int end = text.indexOf(to, at + from.length());
        at = end < 0 ? text.length() : end + to.length();
        seen.append(' ');
        return true;
    }

    private boolean skipElement(String name) {
        int after = at + 1 + name.length();
        boolean element = text.regionMatches(true, at + 1, name, 0, name.length())
                && (after == text.length() || !Character.isLetterOrDigit(text.charAt(after)));
        if (!element) {
            return false;
        }
        String close = "</" + name;
        int end = after;
        while (end < text.length() && !text.regionMatches(true, end, close, 0, close.length())) {
            end++;
        }
        int closed = text.indexOf('>', end);
        at = closed < 0 ? text.length() : closed + 1;
        seen.append(' ');
        return true;
    }

    /** Skips a tag; a {@code <} that opens no tag is text. */
    private void tag() {
        int next = at + 1;
        boolean opens = next < text.length()
                && (Character.isLetter(text.charAt(next)) || "/! \t\r\n".indexOf(text.charAt(next)) >= 0);
        int end = opens ? text.indexOf('>', next) : -1;
        if (end >= 0) {
            seen.append(' ');
            at = end + 1;
        } else if (opens) {
            seen.append(text, at, text.length());
            at = text.length();
        } else {
            seen.append('<');
            at = next;
        }
    }

    private static String spaced(String bare) {
        StringBuilder words = new StringBuilder(bare.length());
        bare.chars().forEach(one -> {
            if (!Character.isWhitespace(one) && !Character.isSpaceChar(one)) {
                words.append((char) one);
            } else if (words.length() > 0 && words.charAt(words.length() - 1) != ' ') {
                words.append(' ');
            }
        });
        return words.toString().strip();
    }
}
