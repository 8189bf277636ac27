package org.hospitalhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class ExceptionTraceTest {

    @Test
    void classesAndFramesAreLoggedAndMessagesAreNot() {
        RuntimeException thrown =
                new IllegalStateException("Иванова 112-233-445 95", new ArithmeticException("born 1980-05-05"));
        assertThat(ExceptionTrace.of(thrown))
                .startsWith("java.lang.IllegalStateException at org.hospitalhub.ledger.ExceptionTraceTest.")
                .contains("caused by java.lang.ArithmeticException at ", "ExceptionTraceTest.java:")
                .doesNotContain("Иванова", "112-233-445 95", "1980-05-05", "\n");
    }

    @Test
    void theCodeOfADatabasesErrorIsLogged() {
        SQLException reached = new SQLException("Key (order_key)=(112-233-445 95)", "53300");
        assertThat(ExceptionTrace.of(new IllegalStateException(reached)))
                .contains("java.sql.SQLException [53300] at ")
                .doesNotContain("112-233-445 95");
        SQLiteException full = new SQLiteException("Иванова", SQLiteErrorCode.SQLITE_FULL);
        assertThat(ExceptionTrace.rootCode(new IllegalStateException(full))).isEqualTo("SQLITE_FULL");
    }

    @Test
    void theSystemsWordsAboutADiskAreLoggedAndTheFilesNameIsNot() {
        assertThat(ExceptionTrace.code(new IOException("No space left on device")))
                .hasValue("No space left on device");
        assertThat(ExceptionTrace.code(new FileSystemException("Иванова.csv", null, "Read-only file system")))
                .hasValue("Read-only file system");
        assertThat(ExceptionTrace.code(new IOException("Иванова.csv: line 7"))).isEmpty();
    }

    @Test
    void withoutACodeTheClassOfTheInnermostCauseIsTheRoot() {
        assertThat(ExceptionTrace.rootCode(new IllegalStateException(new ArithmeticException("born 1980-05-05"))))
                .isEqualTo("ArithmeticException");
    }

    @Test
    void aCauseThatIsItsOwnEnds() {
        RuntimeException one = new RuntimeException();
        one.initCause(new RuntimeException(one));
        assertThat(ExceptionTrace.of(one).split("caused by")).hasSize(6);
    }
}
