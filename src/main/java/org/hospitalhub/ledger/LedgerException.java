package org.hospitalhub.ledger;

import org.jspecify.annotations.Nullable;

/** The ledger cannot be opened or read; the message is one sentence for the person who runs the hub. */
public final class LedgerException extends RuntimeException {
    /** Creates an exception whose message says in one sentence what is wrong and what to do. */
    public LedgerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
