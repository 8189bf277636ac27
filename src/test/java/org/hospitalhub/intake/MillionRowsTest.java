package org.hospitalhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hospitalhub.ledger.Acceptance;
import org.hospitalhub.ledger.NewOrder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class MillionRowsTest {

    private static final int ROWS = 1_000_000;
    private static final long MEGABYTE = 1 << 20;

    @Test
    void memoryStaysFlatForAFileOfAMillionRows(@TempDir Path drop) throws IOException {
        IntakeFixture fixture = new IntakeFixture(drop);
        try (BufferedWriter out = Files.newBufferedWriter(fixture.in("a.csv"))) {
            out.write("patient.familyName;patient.firstName;patient.birthDate;own\n");
            for (int i = 0; i < ROWS; i++) {
                out.write("Фамилия" + i + ";Имя;1980-01-01;" + i + "\n");
            }
        }
        Forgetful acceptance = new Forgetful();
        fixture.files(acceptance, fixture.ledger).process(fixture.in("a.csv"), () -> false);
        assertThat(acceptance.count).isEqualTo(ROWS);
        assertThat(acceptance.most - acceptance.least).isLessThan(20 * MEGABYTE);
    }

    /** Counts and forgets, and weighs the heap now and then. */
    private static final class Forgetful implements Acceptance {
        private long count;
        private long least = Long.MAX_VALUE;
        private long most;

        @Override
        public Accepted accept(NewOrder order) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void acceptAll(String batch, long position, List<NewOrder> orders) {
            count += orders.size();
            if (count % 100_000 == 0) {
                System.gc();
                long used = Runtime.getRuntime().totalMemory()
                        - Runtime.getRuntime().freeMemory();
                least = Math.min(least, used);
                most = Math.max(most, used);
            }
        }
    }
}
