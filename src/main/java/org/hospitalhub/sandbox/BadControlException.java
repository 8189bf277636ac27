package org.hospitalhub.sandbox;

/** Thrown for a call of the control API with invalid content; answered as 400 with the message. */
public final class BadControlException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String why;

    public BadControlException(String why) {
        super(why);
        this.why = why;
    }

    @Override
    public String getMessage() {
        return why;
    }
}
