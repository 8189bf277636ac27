package org.hospitalhub.service.expression;

/** Thrown when an expression of a definition is invalid; the message says why and what to do. */
public final class WrongExpressionException extends RuntimeException {

    private final int line;
    private final int column;

    /**
     * Creates the exception.
     *
     * @param message what is wrong and what to do
     * @param line line within the expression, from 1
     * @param column column within that line, from 1
     */
    public WrongExpressionException(String message, int line, int column) {
        super(message);
        this.line = line;
        this.column = column;
    }

    /** Returns the line within the expression, from 1. */
    public int line() {
        return line;
    }

    /** Returns the column within the line, from 1. */
    public int column() {
        return column;
    }
}
