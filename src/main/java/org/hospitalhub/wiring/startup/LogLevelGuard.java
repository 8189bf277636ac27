package org.hospitalhub.wiring.startup;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.helpers.MessageFormatter;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/**
 * Keeps tokens and patient data out of the log at any level: libraries log requests, messages and values at DEBUG and TRACE, so
 * only loggers that are known not to do so may use these levels. What JMS clients send as a selector is not logged either.
 * In an outage libraries log the same failure, with its stack trace, at each of their tries: it is logged once a minute.
 */
final class LogLevelGuard implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

    private static final String OURS = "org.hospitalhub";

    private static final List<String> HARMLESS =
            List.of(OURS, "org.springframework.boot", "org.flywaydb", "com.zaxxer.hikari");

    /** Artemis logs the whole selector of a client, as an error, although the client gets it, too. */
    private static final String INVALID_SELECTOR = "AMQ224006";

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                && context.getTurboFilterList().stream().noneMatch(Guard.class::isInstance)) {
            Guard filter = new Guard();
            filter.setContext(context);
            filter.start();
            context.addTurboFilter(filter);
        }
    }

    /** Runs after Spring Boot has set up the log, which removes earlier filters. */
    @Override
    public int getOrder() {
        return LoggingApplicationListener.DEFAULT_ORDER + 1;
    }

    private static String whole(String format, Object @Nullable [] values, @Nullable Throwable thrown) {
        String line =
                String.valueOf(MessageFormatter.arrayFormat(format, values).getMessage());
        return thrown == null ? line : thrown.getClass().getName() + " " + line;
    }

    private static final class Guard extends TurboFilter {

        private final RepeatedLines repeated = new RepeatedLines(System::nanoTime);

        @Override
        public FilterReply decide(
                @Nullable Marker marker,
                Logger logger,
                Level level,
                @Nullable String format,
                Object @Nullable [] values,
                @Nullable Throwable thrown) {
            if (format != null && format.startsWith(INVALID_SELECTOR)) {
                return FilterReply.DENY;
            }
            if (format != null
                    && level.isGreaterOrEqual(Level.WARN)
                    && !logger.getName().startsWith(OURS)) {
                return repeated.isNew(logger.getName(), whole(format, values, thrown))
                        ? FilterReply.NEUTRAL
                        : FilterReply.DENY;
            }
            return level.isGreaterOrEqual(Level.INFO) || HARMLESS.stream().anyMatch(logger.getName()::startsWith)
                    ? FilterReply.NEUTRAL
                    : FilterReply.DENY;
        }
    }
}
