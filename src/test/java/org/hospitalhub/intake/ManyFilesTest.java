package org.hospitalhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backlog of files at a start: each look costs the same, however many lie there. */
@Tag("slow")
class ManyFilesTest {

    private static final int FILES = 100_000;

    @Test
    void aHundredThousandWaitingFilesAreLookedAtAtASteadyRate(@TempDir Path drop) {
        IntakeFixture fixture = new IntakeFixture(drop);
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            files.add(fixture.drop(i + ".json", "{\"patient\":{\"familyName\":\"N" + i + "\"}}"));
        }
        files.forEach(fixture.stableFiles::isStable);
        fixture.clock.advance(Duration.ofSeconds(16));
        List<Long> thousands = new ArrayList<>();
        long begin = System.nanoTime();
        for (int i = 0; i < FILES; i++) {
            assertThat(fixture.stableFiles.isStable(files.get(i))).isTrue();
            fixture.files.process(files.get(i), () -> false);
            if ((i + 1) % (FILES / 10) == 0) {
                thousands.add((System.nanoTime() - begin) / 1_000_000);
                begin = System.nanoTime();
            }
        }
        System.out.println("10,000 files each, ms: " + thousands);
        assertThat(fixture.accepted()).hasSize(FILES);
        assertThat(thousands.get(0)).isLessThan(10 * (thousands.get(9) + 1_000));
    }
}
