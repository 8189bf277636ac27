package org.hospitalhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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
    void aCauseThatIsItsOwnEnds() {
        RuntimeException one = new RuntimeException();
        one.initCause(new RuntimeException(one));
        assertThat(ExceptionTrace.of(one).split("caused by")).hasSize(6);
    }
}
