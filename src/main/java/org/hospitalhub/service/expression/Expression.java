package org.hospitalhub.service.expression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.Parser;
import com.schibsted.spt.data.jslt.parser.TokenMgrError;
import java.io.StringReader;
import java.util.Map;
import java.util.Set;

/**
 * An expression of a service definition: JSLT without imports and own functions, so that it always terminates, reads only its
 * input and variables, and writes nothing.
 */
public final class Expression {

    private static final int LONGEST = 20_000;

    private final String text;
    private final com.schibsted.spt.data.jslt.Expression compiled;
    private final Set<String> variables;

    private Expression(String text, com.schibsted.spt.data.jslt.Expression compiled, Set<String> variables) {
        this.text = text;
        this.compiled = compiled;
        this.variables = variables;
    }

    /**
     * Compiles an expression.
     *
     * @throws WrongExpressionException when it is invalid, with the position in the text and what to do
     */
    public static Expression compile(String text) {
        if (text.length() > LONGEST) {
            throw new WrongExpressionException(
                    "The expression is longer than " + LONGEST + " characters: shorten it.", 1, 1);
        }
        try {
            Tokens tokens = Tokens.of(text);
            com.schibsted.spt.data.jslt.Expression compiled = new Parser(new StringReader(text))
                    .withFunctions(Functions.ALL)
                    .withResourceResolver(Expression::refuse)
                    .withObjectFilter(". != null")
                    .compile();
            return new Expression(text, compiled, tokens.variables());
        } catch (JsltException wrong) {
            throw new WrongExpressionException(
                    Wording.of(wrong), Math.max(1, wrong.getLine()), Math.max(1, wrong.getColumn()));
        } catch (TokenMgrError wrong) {
            throw Wording.of(wrong);
        } catch (StackOverflowError deep) {
            throw new WrongExpressionException("The expression is nested too deeply: split it.", 1, 1);
        }
    }

    private static java.io.Reader refuse(String name) {
        throw new WrongExpressionException("An expression cannot import " + name + ": write it here.", 1, 1);
    }

    /** Returns the names of its variables, without {@code $}. */
    public Set<String> variables() {
        return variables;
    }

    /**
     * Returns the value of the expression; JSON's null instead of null.
     *
     * @param variables values by name, without {@code $}
     * @throws WrongExpressionException when it cannot be evaluated for this input, such as a function on the wrong type; the
     *     message contains no value
     */
    public JsonNode apply(JsonNode input, Map<String, JsonNode> variables) {
        try {
            JsonNode value = compiled.apply(variables, input);
            return value == null ? NullNode.getInstance() : value;
        } catch (JsltException wrong) {
            throw new WrongExpressionException(
                    "The expression " + shortened() + " cannot be evaluated for this input.",
                    Math.max(1, wrong.getLine()),
                    Math.max(1, wrong.getColumn()));
        } catch (StackOverflowError | ArithmeticException | ClassCastException wrong) {
            throw new WrongExpressionException(
                    "The expression " + shortened() + " cannot be evaluated for this input.", 1, 1);
        }
    }

    /** Returns whether the value counts as true in JSLT: anything but null, false, and empty objects and arrays. */
    public static boolean isTrue(JsonNode value) {
        return !(value.isNull()
                || value.isMissingNode()
                || (value.isBoolean() && !value.booleanValue())
                || (value.isContainerNode() && value.isEmpty()));
    }

    private String shortened() {
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }

    /** Returns the expression as it was written. */
    @Override
    public String toString() {
        return text;
    }
}
