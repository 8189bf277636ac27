package org.hospitalhub.wiring.startup;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Locale;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.hospitalhub.ledger.SubFolders;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.sqlite.SQLiteException;

/**
 * Explains a start that failed because of a full disk, an unreachable database or a missing library in one line instead of a
 * stack trace.
 */
final class StartFailureAnalyzer implements FailureAnalyzer, Ordered {

    /** PostgreSQL's state "insufficient privilege". */
    private static final String NO_RIGHT = "42501";

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String reason = sentence(cause);
            if (reason != null) {
                return new FailureAnalysis(
                        "Hospital Hub does not start:\n  - " + reason, "Correct it and start again.", cause);
            }
        }
        return null;
    }

    private static @Nullable String sentence(Throwable cause) {
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        boolean full = message.contains("no space left on device") || message.contains("quota exceeded");
        boolean fullDisk = full && (cause instanceof IOException || cause instanceof RuntimeException);
        boolean fullLedger = cause instanceof SQLiteException && message.contains("sqlite_full");
        if (fullDisk || fullLedger) {
            return "a disk is full: free space under hub.data-dir, hub.intake.drop-dir and the temp directory";
        }
        if (cause instanceof UnsatisfiedLinkError || message.contains("no native library found")) {
            return "SQLite's library cannot be loaded from hub.data-dir/tmp; it is probably mounted noexec: name"
                    + " another folder with -Dorg.sqlite.tmpdir=FOLDER";
        }
        if (isForbidden(cause)) {
            return "the user in hub.ledger.user lacks select, insert, update or delete on one of the ledger's tables: give it"
                    + " these rights, also on tables that later versions add";
        }
        if (cause instanceof SubFolders.LinkedException) {
            return cause.getMessage();
        }
        if (cause instanceof SQLException
                || cause instanceof DataAccessException
                || cause instanceof TransactionException) {
            return "the ledger's database failed while the hub started ("
                    + cause.getClass().getSimpleName()
                    + "): check that it runs, that hub.ledger.url is right and that its disk is not full";
        }
        return null;
    }

    /** Spring's exceptions come before the driver's, which alone has the state. */
    private static boolean isForbidden(Throwable failure) {
        return ExceptionUtils.stream(failure)
                .anyMatch(cause -> cause instanceof SQLException refused && NO_RIGHT.equals(refused.getSQLState()));
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }
}
