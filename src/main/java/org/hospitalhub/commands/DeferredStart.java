package org.hospitalhub.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.hospitalhub.commands.console.HubLauncher;

/**
 * The start that a command requested. It happens after the command line has returned, so that a refused start ends the
 * process in the same way with and without a command.
 */
final class DeferredStart {

    private final List<Consumer<HubLauncher>> chosen = new ArrayList<>();

    void choose(Consumer<HubLauncher> start) {
        chosen.add(start);
    }

    /** Starts the chosen program; returns whether one was chosen. */
    boolean start(HubLauncher launch) {
        chosen.forEach(start -> start.accept(launch));
        return !chosen.isEmpty();
    }
}
