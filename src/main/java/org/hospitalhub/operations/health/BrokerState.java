package org.hospitalhub.operations.health;

import java.util.Optional;

/** Whether messages come in and answers go out. */
public interface BrokerState {

    /** Returns why they do not, in a few words; empty while they do. */
    Optional<String> trouble();
}
