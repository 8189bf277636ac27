package org.hospitalhub.service.expression;

import com.schibsted.spt.data.jslt.parser.JsltParserConstants;
import com.schibsted.spt.data.jslt.parser.JsltParserTokenManager;
import com.schibsted.spt.data.jslt.parser.SimpleCharStream;
import com.schibsted.spt.data.jslt.parser.Token;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tokens of an expression, read before it is compiled.
 *
 * @param variables variables that are used but not declared in the expression, without {@code $}
 */
record Tokens(Set<String> variables) {

    private static final int MOST_NESTED_LOOPS = 3;

    static Tokens of(String text) {
        JsltParserTokenManager manager = new JsltParserTokenManager(new SimpleCharStream(new StringReader(text)));
        Set<String> used = new TreeSet<>();
        Set<String> declared = new HashSet<>();
        Loops loops = new Loops();
        boolean let = false;
        for (Token token = manager.getNextToken();
                token.kind != JsltParserConstants.EOF;
                token = manager.getNextToken()) {
            switch (token.kind) {
                case JsltParserConstants.DEF ->
                    throw wrong(token, "Functions of your own (def)", "write the steps out");
                case JsltParserConstants.IMPORT -> throw wrong(token, "Imports", "write the expression here");
                case JsltParserConstants.VARIABLE -> used.add(token.image.substring(1));
                default -> {
                    loops.read(token);
                    if (let) {
                        declared.add(token.image);
                    }
                }
            }
            let = token.kind == JsltParserConstants.LET;
        }
        used.removeAll(declared);
        return new Tokens(Set.copyOf(used));
    }

    /** Counts how deeply loops are nested: their time is the product of the lists' lengths. */
    private static final class Loops {

        private final Deque<Boolean> brackets = new ArrayDeque<>();

        void read(Token token) {
            switch (token.kind) {
                case JsltParserConstants.LBRACKET, JsltParserConstants.LCURLY -> brackets.push(false);
                case JsltParserConstants.RBRACKET, JsltParserConstants.RCURLY -> brackets.poll();
                case JsltParserConstants.FOR -> {
                    brackets.poll();
                    brackets.push(true);
                    if (brackets.stream().filter(loop -> loop).count() > MOST_NESTED_LOOPS) {
                        throw wrong(token, "More than three loops inside of each other", "split the expression");
                    }
                }
                default -> {}
            }
        }
    }

    private static WrongExpressionException wrong(Token token, String what, String instead) {
        return new WrongExpressionException(
                what + " are not allowed in an expression: " + instead + ".", token.beginLine, token.beginColumn);
    }
}
