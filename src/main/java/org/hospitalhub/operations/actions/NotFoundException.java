package org.hospitalhub.operations.actions;

import org.hospitalhub.rules.ExplainedException;
import org.hospitalhub.rules.Wording;

/** Thrown when something does not exist, or may not be seen by this user. */
public final class NotFoundException extends ExplainedException {

    /** Creates an exception with what is wrong and what to do. */
    public NotFoundException(Wording wording) {
        super(wording);
    }
}
