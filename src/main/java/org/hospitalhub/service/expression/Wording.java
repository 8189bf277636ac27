package org.hospitalhub.service.expression;

import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.parser.TokenMgrError;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Creates a one-sentence message for an expression that does not compile; the compiler's own message lists every token that it
 * expected.
 */
final class Wording {

    private static final Pattern FUNCTION = Pattern.compile("No such function: '([^']+)'");
    private static final Pattern ENCOUNTERED =
            Pattern.compile("(?s)Encountered \"\\s*(?:<[A-Z]+>|\"([^\"]*)\"|[^\"]*)");

    private static final Pattern UNKNOWN = Pattern.compile("(?s)column ([0-9]+).*?Encountered: \"(\\\\?.)");

    private Wording() {}

    /** Returns the exception for an expression with characters that JSLT does not have. */
    static WrongExpressionException of(TokenMgrError wrong) {
        String said = String.valueOf(wrong.getMessage());
        Matcher unknown = UNKNOWN.matcher(said);
        if (!unknown.find()) {
            return new WrongExpressionException("The expression holds a character that JSLT does not know.", 1, 1);
        }
        boolean path = said.contains("after : \"$\"");
        String sign = path ? "$" : unknown.group(2).substring(unknown.group(2).length() - 1);
        return new WrongExpressionException(
                "The expression holds the character " + sign + ", which JSLT does not know" + instead(sign),
                1,
                Integer.parseInt(unknown.group(1)));
    }

    /** Returns what JSLT has instead of an operator of other languages. */
    private static String instead(String sign) {
        return switch (sign) {
            case "'" -> ": texts stand in double quotes, \"ready\".";
            case "$" -> ": the answer, or the payload before a request, is ., so $.a is written .a.";
            case "=" -> ": equal is ==.";
            case "&" -> ": write and.";
            case "!" -> ": not equal is !=, and not is not(…).";
            case "?" -> ": write if (…) … else ….";
            case "\\" -> ": a backslash stands in texts only, and twice there.";
            default -> ".";
        };
    }

    static String of(JsltException wrong) {
        String message = wrong.getMessageWithoutLocation();
        Matcher function = FUNCTION.matcher(message);
        if (function.find()) {
            return "There is no function " + function.group(1)
                    + "; see the list of functions in docs/services.md and at github.com/schibsted/jslt.";
        }
        Matcher encountered = ENCOUNTERED.matcher(message);
        if (message.startsWith("Parse error") && encountered.find()) {
            return message.contains("<EOF>") && message.indexOf("<EOF>") < message.indexOf("Was expecting")
                    ? "The expression ends too early: a bracket, quote or operand is missing."
                    : "The expression is not JSLT from here on"
                            + (encountered.group(1) == null ? "." : unexpected(encountered.group(1)));
        }
        return message.substring(0, 1).toUpperCase(Locale.ROOT)
                + message.substring(1).replaceAll("\\s+", " ").strip();
    }

    private static String unexpected(String word) {
        String said = ": " + word + " is not expected";
        return switch (word) {
            case "[" -> said + "; the first one of a list that is made is let x = [for (…) …] $x[0].";
            case "=" -> said + "; equal is ==.";
            case "|" -> said + "; or is or.";
            default -> said + ".";
        };
    }
}
