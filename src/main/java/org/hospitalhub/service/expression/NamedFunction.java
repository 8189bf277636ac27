package org.hospitalhub.service.expression;

import com.fasterxml.jackson.databind.JsonNode;
import com.schibsted.spt.data.jslt.Function;
import java.util.function.UnaryOperator;

/** A function for expressions. */
record NamedFunction(String name, int least, int most, Body body) implements Function {

    /** The implementation of a function. */
    @FunctionalInterface
    interface Body {
        JsonNode of(JsonNode[] given);
    }

    /** Returns a function of one argument. */
    static NamedFunction of(String name, UnaryOperator<JsonNode> body) {
        return new NamedFunction(name, 1, 1, given -> body.apply(given[0]));
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public int getMinArguments() {
        return least;
    }

    @Override
    public int getMaxArguments() {
        return most;
    }

    @Override
    public JsonNode call(JsonNode input, JsonNode[] given) {
        return body.of(given);
    }
}
