package org.hospitalhub.service.expression;

import com.schibsted.spt.data.jslt.JsltException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in a sentence why an expression does not compile; the compiler's own text lists every word that it would have taken. */
final class Wording {

    private static final Pattern FUNCTION = Pattern.compile("No such function: '([^']+)'");
    private static final Pattern ENCOUNTERED =
            Pattern.compile("(?s)Encountered \"\\s*(?:<[A-Z]+>|\"([^\"]*)\"|[^\"]*)");

    private Wording() {}

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
                            + (encountered.group(1) == null ? "." : ": " + encountered.group(1) + " is not expected.");
        }
        return message.substring(0, 1).toUpperCase(Locale.ROOT)
                + message.substring(1).replaceAll("\\s+", " ").strip();
    }
}
