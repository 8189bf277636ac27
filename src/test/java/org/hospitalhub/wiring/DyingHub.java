package org.hospitalhub.wiring;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A hub one of whose threads dies when a file appears: by the system properties {@code die.when} and {@code die.thread}. */
public final class DyingHub {

    private DyingHub() {}

    /** Starts the hub, and beside it who makes the thread die. */
    public static void main(String[] arguments) {
        Thread waiting = new Thread(DyingHub::await, "dying");
        waiting.setDaemon(true);
        waiting.start();
        HospitalHub.main(arguments);
    }

    private static void await() {
        try {
            while (!Files.exists(Path.of(System.getProperty("die.when")))) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        } catch (InterruptedException stopped) {
            return;
        }
        String name = System.getProperty("die.thread");
        if (name.equals("memory")) {
            throw new OutOfMemoryError("made by the test");
        }
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches(name))
                .forEach(DyingHub::end);
    }

    /** Nothing else ends the thread of another library from outside; Java 20 took it away. */
    @SuppressWarnings({"deprecation", "removal", "DeprecatedThreadMethods"})
    private static void end(Thread thread) {
        thread.stop();
    }
}
