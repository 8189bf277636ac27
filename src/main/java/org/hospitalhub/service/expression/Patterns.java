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
