package org.hospitalhub.wiring;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A hub in which, when the file of the system property {@code die.when} appears, a thread has no memory left, or the thread whose
 * name matches {@code die.thread} ends without a word.
 */
public final class DyingHub {

    private DyingHub() {}

    /** Starts the hub, and beside it the thread that dies or kills. */
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
        String name = System.getProperty("die.thread", "");
        if (name.isEmpty()) {
            throw new OutOfMemoryError("made by the test");
        }
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches(name))
                .forEach(DyingHub::kill);
    }

    /** Tomcat's threads survive an error that is thrown at them; they are made to end, as by its own failures. */
    private static void kill(Thread thread) {
        System.out.println("Killing the thread " + thread.getName());
        try {
            if (thread.getName().endsWith("-Poller")) {
                call(task(thread), "destroy");
            } else if (thread.getName().endsWith("-Acceptor")) {
                call(task(thread), "stopMillis", 0);
                String[] parts = thread.getName().split("-");
                new Socket(parts[2], Integer.parseInt(parts[3])).close();
            } else {
                Thread.class.getMethod("stop").invoke(thread);
            }
        } catch (ReflectiveOperationException | IOException cannot) {
            System.out.println("Cannot kill it: " + cannot);
        }
    }

    private static Object task(Thread thread) throws ReflectiveOperationException {
        Field target = Thread.class.getDeclaredField("target");
        target.setAccessible(true);
        return target.get(thread);
    }

    private static void call(Object task, String name, Object... arguments) throws ReflectiveOperationException {
        for (Method method : task.getClass().getDeclaredMethods()) {
            if (method.getName().equals(name)) {
                method.setAccessible(true);
                method.invoke(task, arguments);
                return;
            }
        }
        throw new NoSuchMethodException(name);
    }
}
