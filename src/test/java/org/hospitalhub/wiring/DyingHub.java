package org.hospitalhub.wiring;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A hub in which a thread has no memory left when the file of the system property {@code die.when} appears. */
public final class DyingHub {

    private DyingHub() {}

    /** Starts the hub, and beside it the thread that dies. */
    public static void main(String[] arguments) {
        Thread dying = new Thread(DyingHub::await, "dying");
        dying.setDaemon(true);
        dying.start();
        HospitalHub.main(arguments);
    }

    private static void await() {
        try {
            while (!Files.exists(Path.of(System.getProperty("die.when", "die")))) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        } catch (InterruptedException stopped) {
            return;
        }
        throw new OutOfMemoryError("made by the test");
    }
}
