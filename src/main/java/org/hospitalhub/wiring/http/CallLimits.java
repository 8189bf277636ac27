package org.hospitalhub.wiring.http;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The hub's limits of calls to services: times and size of the answer.
 *
 * @param connect time to connect, and to get a connection of the pool
 * @param response longest silence until the first byte of the answer
 * @param total time from the connection to the last byte
 * @param answerBytes largest answer, in bytes
 */
@ConfigurationProperties("hub.calls")
public record CallLimits(
        @DefaultValue("10s") Duration connect,
        @DefaultValue("25s") Duration response,
        @DefaultValue("30s") Duration total,
        @DefaultValue("20000000") int answerBytes) {}
