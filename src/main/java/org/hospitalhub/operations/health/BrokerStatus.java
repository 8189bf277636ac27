package org.hospitalhub.operations.health;

import java.util.Optional;

/** The state of the JMS broker that the hub uses. */
public interface BrokerStatus {

    /** Returns why they do not, in a few words; empty while they do. */
    Optional<String> problem();
}
