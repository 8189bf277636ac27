package org.hospitalhub.commands.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class BatchProgressLineTest {

    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

    private final BatchProgressLine progress = new BatchProgressLine(ZoneOffset.UTC);

    private static JsonNode batch(String json) {
        try {
            return new ObjectMapper().readTree(json.replace('\'', '"'));
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Test
    void aLineShowsShareBudgetExpectedEndAndOrdersThatNeedAnOperator() {
        String line = progress.line(batch("""
                {'total':8,'ended':2,'counts':{'completed':1,'parked':1,'waiting':6},
                 'expectedEnd':'2026-11-21T10:30:00Z','budget':{'lastMinute':12,'limit':50,'stoppedUntil':null}}"""), START);
        assertThat(line)
                .isEqualTo("[######..................]  25 %  2 of 8  budget 12/50"
                        + "  done about 10:30:00 (in 30 min)  parked 1");
    }

    @Test
    void theRateIsThatOfTheLastMinutes() {
        progress.line(batch("{'total':100,'ended':0}"), START);
        progress.line(batch("{'total':100,'ended':90}"), START.plusSeconds(60));
        assertThat(progress.line(batch("{'total':100,'ended':99}"), START.plusSeconds(60 + 180)))
                .contains("24.8/min");
        assertThat(progress.line(batch("{'total':100,'ended':99}"), START.plusSeconds(60 + 300)))
                .as("the first look is forgotten after five minutes, and its burst with it")
                .contains("  1.8/min");
    }

    @Test
    void aBudgetThatTheServiceStoppedIsSaid() {
        assertThat(progress.line(batch("""
                {'total':1,'ended':0,'budget':{'lastMinute':50,'limit':50,
                 'stoppedUntil':'2026-11-21T10:01:00Z'}}"""), START)).contains("stopped for 60 s by the service");
    }

    @Test
    void aBatchOfNothingYetHasAnEmptyBar() {
        assertThat(progress.line(batch("{'total':0,'ended':0}"), START)).startsWith("[........................]   0 %");
    }
}
