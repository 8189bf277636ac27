package org.hospitalhub.commands.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoctorTest {

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, true", "172.16.0.1, true", "192.168.1.1, true", "100.64.0.1, true", "100.128.0.1, false",
        "127.0.0.1, true", "fd00::1, true", "169.254.1.1, true", "192.0.2.1, false", "2001:db8::1, false"
    })
    void anAddressThatTheInternetDoesNotKnowGetsTheHintOfTheVpn(String address, boolean inside)
            throws UnknownHostException {
        assertThat(ServiceConnectionCheck.inside(InetAddress.getByName(address)))
                .isEqualTo(inside);
    }

    @ParameterizedTest
    @CsvSource({"UTF-8, ok", "ANSI_X3.4-1968, warning"})
    void aLocaleThatCannotNameCyrillicFilesIsReported(String encoding, CheckResult.Level level) {
        assertThat(MachineChecks.encoding(encoding).level()).isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource({"2048, ok", "512, warning", "50, error"})
    void littleSpaceIsReportedBeforeThereIsNone(long megabytes, CheckResult.Level level) {
        assertThat(MachineChecks.space("hub.data-dir", Path.of("data"), megabytes << 20)
                        .level())
                .isEqualTo(level);
    }

    @Test
    void theClockOfAServiceIsReadFromItsAnswer() {
        assertThat(ServiceConnectionCheck.date("HTTP/1.1 404 Not Found\r\ndate: Sat, 21 Nov 2026 10:00:00 GMT\r\n\r\n"))
                .contains(Instant.parse("2026-11-21T10:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 0", "0, 60, 0", "30, 60, 0", "-10, 60, 9500", "70, 60, -10500"})
    void aSlowAnswerIsNoWrongClock(long stated, long answered, long offset) {
        Instant asked = Instant.parse("2026-11-21T10:00:00Z");
        assertThat(ServiceConnectionCheck.offset(asked.plusSeconds(stated), asked, asked.plusSeconds(answered)))
                .isEqualTo(Duration.ofMillis(offset));
    }

    @Test
    void anInvalidDateIsIgnored() {
        assertThat(ServiceConnectionCheck.date("HTTP/1.1 200 OK\r\nDate: today\r\n\r\n"))
                .isEmpty();
    }
}
