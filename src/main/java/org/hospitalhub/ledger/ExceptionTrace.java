package org.hospitalhub.ledger;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Formats the origin of an exception for the log: its classes and stack frames, never a message, which may contain patient data. */
public final class ExceptionTrace {

    private static final int FRAMES = 10;
    private static final int CAUSES = 6;

    private ExceptionTrace() {}

    /** Returns the chain of classes, outermost first, each with its first frames. */
    public static String of(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < CAUSES; depth++) {
            text.append(depth == 0 ? "" : ", caused by ")
                    .append(cause.getClass().getName())
                    .append(frames(cause));
            cause = cause.getCause();
        }
        return text.toString();
    }

    private static String frames(Throwable cause) {
        return Arrays.stream(cause.getStackTrace())
                .limit(FRAMES)
                .map(StackTraceElement::toString)
                .collect(Collectors.joining(" < ", " at ", ""));
    }
}
