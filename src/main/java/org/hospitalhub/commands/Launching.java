package org.hospitalhub.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.hospitalhub.commands.console.Launch;

/**
 * What a command wants to be started. It is started only after the command line is done with it, so that a start that is
 * refused ends the process in the same way with and without a command.
 */
final class Launching {

    private final List<Consumer<Launch>> chosen = new ArrayList<>();

    void choose(Consumer<Launch> start) {
        chosen.add(start);
    }

    /** Starts what was chosen and tells whether there was anything. */
    boolean start(Launch launch) {
        chosen.forEach(start -> start.accept(launch));
        return !chosen.isEmpty();
    }
}
