package org.hospitalhub.service;

import java.util.Optional;

/** The log-ins in the browser that services have. */
@FunctionalInterface
public interface BrowserLogIns {

    /** Finds the log-in of a service; empty when it has none. */
    Optional<BrowserLogIn> find(String service);
}
