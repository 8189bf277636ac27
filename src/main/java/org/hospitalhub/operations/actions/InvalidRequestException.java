package org.hospitalhub.operations.actions;

import org.hospitalhub.rules.ExplainedException;
import org.hospitalhub.rules.Wording;

/** Thrown for a parameter that cannot be read. */
public final class InvalidRequestException extends ExplainedException {

    /** Creates an exception with what is wrong and what to do. */
    public InvalidRequestException(Wording wording) {
        super(wording);
    }
}
