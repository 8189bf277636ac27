package org.hospitalhub.ledger;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteException;

/**
 * Formats the origin of an exception for the log: its classes, the code of a database's or the system's error, and stack frames,
 * never another message, which may contain patient data.
 */
public final class ExceptionTrace {

    private static final int FRAMES = 10;
    private static final int CAUSES = 6;

    /** The words of the system about a disk. Other messages of an {@link IOException} may contain the name of a file. */
    private static final Set<String> SYSTEM_ERRORS = Set.of(
            "No space left on device",
            "Disk quota exceeded",
            "Read-only file system",
            "Input/output error",
            "Too many open files",
            "Stale file handle",
            "Permission denied",
            "Operation not permitted");

    private ExceptionTrace() {}

    /** Returns the chain of classes, outermost first, each with its first frames. */
    public static String of(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < CAUSES; depth++) {
            text.append(depth == 0 ? "" : ", caused by ")
                    .append(cause.getClass().getName())
                    .append(code(cause).map(code -> " [" + code + "]").orElse(""))
                    .append(frames(cause));
            cause = cause.getCause();
        }
        return text.toString();
    }

    /** Returns the code of a database's error (an SQLSTATE, or SQLite's name) or the system's words about a disk; empty for others. */
    public static Optional<String> code(Throwable thrown) {
        return Optional.ofNullable(codeOrNull(thrown));
    }

    /** Returns the code of the innermost cause that has one, or the class of the innermost cause. */
    public static String rootCode(Throwable thrown) {
        List<Throwable> causes = ExceptionUtils.getThrowableList(thrown);
        return causes.stream()
                .flatMap(cause -> code(cause).stream())
                .reduce((outer, inner) -> inner)
                .orElseGet(() -> causes.get(causes.size() - 1).getClass().getSimpleName());
    }

    private static @Nullable String codeOrNull(Throwable thrown) {
        if (thrown instanceof SQLiteException sqlite) {
            return sqlite.getResultCode().name();
        }
        if (thrown instanceof SQLException sql) {
            return sql.getSQLState();
        }
        String words = thrown instanceof FileSystemException file ? file.getReason() : thrown.getMessage();
        return thrown instanceof IOException && words != null && SYSTEM_ERRORS.contains(words) ? words : null;
    }

    private static String frames(Throwable cause) {
        return Arrays.stream(cause.getStackTrace())
                .limit(FRAMES)
                .map(StackTraceElement::toString)
                .collect(Collectors.joining(" < ", " at ", ""));
    }
}
