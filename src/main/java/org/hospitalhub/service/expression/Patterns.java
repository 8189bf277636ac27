package org.hospitalhub.service.expression;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.regex.Matcher;

/**
 * Compiles the regular expressions of definitions with RE2/J, whose time is linear in the length of the text. Unicode scripts may
 * be written as in Java ({@code \p{IsCyrillic}}) or ECMAScript ({@code \p{Script=Cyrillic}}).
 */
public final class Patterns {

    private static final int LONGEST = 2000;

    /**
     * Longest text that an expression reads, in characters: RE2's time is linear, but a long expression takes seconds for a million
     * characters.
     */
    private static final int LONGEST_TEXT = 100_000;

    private static final java.util.regex.Pattern SCRIPT =
            java.util.regex.Pattern.compile("\\\\([pP])\\{(?:Is|Script=|sc=|script=)(\\w+)}");

    private Patterns() {}

    /**
     * Compiles an expression.
     *
     * @throws WrongExpressionException when it is not a regular expression, or needs look-around or back references
     */
    public static Pattern compile(String regex) {
        if (regex.length() > LONGEST) {
            throw new WrongExpressionException(
                    "The regular expression is longer than " + LONGEST + " characters: shorten it.", 1, 1);
        }
        try {
            return Pattern.compile(withScripts(regex));
        } catch (PatternSyntaxException wrong) {
            throw new WrongExpressionException(
                    "The regular expression cannot be used: " + wrong.getDescription() + ". " + hint(regex), 1, 1);
        }
    }

    /** Returns whether an expression fits a whole text; none fits a very long one. */
    public static boolean fits(Pattern pattern, String text) {
        return text.length() <= LONGEST_TEXT && pattern.matcher(text).matches();
    }

    /** Returns whether an expression fits a part of a text; none fits a very long one. */
    public static boolean isIn(Pattern pattern, String text) {
        return text.length() <= LONGEST_TEXT && pattern.matcher(text).find();
    }

    /** Returns whether an expression fits a part of the beginning of a text of any length. */
    public static boolean isInBeginning(Pattern pattern, String text) {
        return isIn(pattern, text.substring(0, Math.min(text.length(), LONGEST_TEXT)));
    }

    /** Returns whether a text is so long that no expression reads it. */
    static boolean isTooLong(String text) {
        return text.length() > LONGEST_TEXT;
    }

    private static String withScripts(String regex) {
        return SCRIPT.matcher(regex)
                .replaceAll(found -> Matcher.quoteReplacement("\\" + found.group(1) + "{" + found.group(2) + "}"));
    }

    private static String hint(String regex) {
        if (regex.contains("(?=") || regex.contains("(?!") || regex.contains("(?<=") || regex.contains("(?<!")) {
            return "Look-ahead and look-behind do not exist here: split it into several patterns (allOf).";
        }
        if (regex.matches("(?s).*\\\\[1-9].*")) {
            return "References to earlier groups do not exist here: write the rule as hub:rules.";
        }
        return "The syntax is that of RE2.";
    }
}
