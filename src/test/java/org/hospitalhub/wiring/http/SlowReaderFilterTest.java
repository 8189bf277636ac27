package org.hospitalhub.wiring.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.FilterChain;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.catalina.connector.ClientAbortException;
import org.hospitalhub.calls.LargeData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class SlowReaderFilterTest {

    private static final int MIB = 1 << 20;

    private final AtomicLong now = new AtomicLong();

    /** Sends a mebibyte to a client that needs so long for each 4 KiB. */
    private int sent(Duration forEachPiece, FilterChain answer) throws Exception {
        SlowReaderFilter filter = new SlowReaderFilter(() -> now.getAndAdd(forEachPiece.toNanos()));
        MockHttpServletResponse response = new MockHttpServletResponse();
        filter.doFilter(new MockHttpServletRequest(), response, answer);
        return response.getContentAsByteArray().length;
    }

    private static final FilterChain MEBIBYTE =
            (request, response) -> response.getOutputStream().write(new byte[MIB]);

    @ParameterizedTest
    @CsvSource({"1,false", "900,false", "50,true"})
    void aClientThatReadsInTimeGetsTheWholeAnswer(int millis, boolean large) throws Exception {
        try (LargeData.Work work = new LargeData(1).during()) {
            LargeData.hold(large ? MIB : 0);
            assertThat(sent(Duration.ofMillis(millis), MEBIBYTE)).isEqualTo(MIB);
        }
    }

    @ParameterizedTest
    @CsvSource({"1200,false", "100,true"})
    void aClientThatReadsTooSlowlyIsCutOff(int millis, boolean large) {
        try (LargeData.Work work = new LargeData(1).during()) {
            LargeData.hold(large ? MIB : 0);
            assertThatThrownBy(() -> sent(Duration.ofMillis(millis), MEBIBYTE))
                    .isInstanceOf(ClientAbortException.class);
        }
    }

    @Test
    void aResponseThatWasCutOffNeverEndsAsIfItWereWhole() {
        FilterChain forgiving = (request, response) -> {
            try {
                response.getOutputStream().write(new byte[MIB]);
            } catch (IOException forgotten) {
                response.getOutputStream();
            }
        };
        assertThatThrownBy(() -> sent(Duration.ofSeconds(2), forgiving)).isInstanceOf(ClientAbortException.class);
    }
}
