package org.hospitalhub.rules;

/** An exception whose message is for the person who caused it, in every language of the hub. */
public abstract class ExplainedException extends RuntimeException {

    private final transient Wording wording;

    /** Creates an exception; its message is the English text. */
    protected ExplainedException(Wording wording) {
        super(wording.text());
        this.wording = wording;
    }

    /** Returns what is wrong and what to do. */
    public Wording wording() {
        return wording;
    }
}
