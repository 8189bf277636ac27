package org.hospitalhub.wiring.startup;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.DefaultBootstrapContext;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.core.env.StandardEnvironment;

/** A log whose level was set to DEBUG in despair: libraries that would write requests and bodies stay quiet. */
class LogLevelGuardTest {

    @ParameterizedTest
    @CsvSource({
        "org.apache.hc.client5.http.wire, false",
        "org.apache.hc.client5.http.headers, false",
        "org.apache.coyote.http11.Http11InputBuffer, false",
        "org.springframework.web.servlet.mvc.method.annotation.HttpEntityMethodProcessor, false",
        "org.springframework.jms.listener.DefaultMessageListenerContainer, false",
        "org.apache.camel.component.jms.JmsMessage, false",
        "org.apache.activemq.artemis.core.protocol, false",
        "org.hospitalhub.intake, true"
    })
    void onlyTheHubsOwnLoggersWriteBelowInfo(String name, boolean writes) {
        guard();
        Logger logger = (Logger) LoggerFactory.getLogger(name);
        Level before = logger.getLevel();
        logger.setLevel(Level.TRACE);
        try {
            assertThat(logger.isDebugEnabled()).isEqualTo(writes);
            assertThat(logger.isTraceEnabled()).isEqualTo(writes);
            assertThat(logger.isInfoEnabled()).isTrue();
        } finally {
            logger.setLevel(before);
        }
    }

    private static void guard() {
        new LogLevelGuard()
                .onApplicationEvent(new ApplicationEnvironmentPreparedEvent(
                        new DefaultBootstrapContext(),
                        new SpringApplication(),
                        new String[0],
                        new StandardEnvironment()));
    }

    @Test
    void whatALibraryRepeatsIsLoggedOnce() {
        guard();
        Logger logger = (Logger) LoggerFactory.getLogger("org.apache.activemq.artemis.core.client");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try {
            for (int tries = 0; tries < 100; tries++) {
                logger.error("Cannot connect, try " + tries, new IllegalStateException());
            }
            logger.error("Connected to {}", "another node");
            logger.error("Connected to {}", "the first node");
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("Cannot connect, try 0", "Connected to another node", "Connected to the first node");
    }

    @Test
    void theHubsOwnLinesAreAllLogged() {
        guard();
        Logger logger = (Logger) LoggerFactory.getLogger("org.hospitalhub.intake");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try {
            logger.warn("File 1 failed");
            logger.warn("File 2 failed");
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list).hasSize(2);
    }

    @Test
    void aRepeatedLineIsLoggedAgainAfterAMinute() {
        AtomicLong ticks = new AtomicLong();
        RepeatedLines lines = new RepeatedLines(ticks::get);
        assertThat(lines.isNew("library", "gone")).isTrue();
        ticks.addAndGet(Duration.ofSeconds(59).toNanos());
        assertThat(lines.isNew("library", "gone")).isFalse();
        ticks.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(lines.isNew("library", "gone")).isTrue();
    }

    @Test
    void theSelectorOfAJmsClientIsNotLogged() {
        guard();
        Logger logger = (Logger) LoggerFactory.getLogger("org.apache.activemq.artemis.core.server");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try {
            logger.error("AMQ224006: Invalid filter: {}", "a = (");
            logger.error("AMQ224000: Failure in initialisation");
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list)
                .extracting(ILoggingEvent::getMessage)
                .containsExactly("AMQ224000: Failure in initialisation");
    }
}
