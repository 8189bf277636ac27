package org.hospitalhub.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemporaryBytesTest {

    @ParameterizedTest
    @CsvSource({"0,10,0", "10,10,10", "11,10,10", "200001,1000000,200001", "200001,150000,150000"})
    void theBytesComeBackUpToTheLimit(int stored, int most, int expected) throws IOException {
        byte[] content = new byte[stored];
        new Random(1).nextBytes(content);
        try (TemporaryBytes bytes = TemporaryBytes.of(new ByteArrayInputStream(content), most)) {
            assertThat(bytes.read()).isEqualTo(Arrays.copyOf(content, expected));
        }
    }
}
