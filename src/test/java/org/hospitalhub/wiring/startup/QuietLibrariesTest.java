package org.hospitalhub.wiring.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The levels of the shipped configuration: libraries do not log exceptions of the ledger, whose messages may be of patients. */
class QuietLibrariesTest {

    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Map<String, Level> before = new HashMap<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void configure() throws IOException {
        JsonNode levels = new YAMLMapper()
                .readTree(Path.of("config/application.yaml").toFile())
                .at("/logging/level");
        levels.properties().forEach(level -> {
            Logger logger = context.getLogger(level.getKey());
            before.put(level.getKey(), logger.getLevel());
            logger.setLevel(Level.toLevel(level.getValue().asText()));
        });
        log.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(log);
    }

    @AfterEach
    void restore() {
        context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(log);
        before.forEach((name, level) -> context.getLogger(name).setLevel(level));
    }

    @Test
    void anExceptionInATransactionWhoseConnectionIsLostIsNotLoggedWithItsMessage() {
        TransactionTemplate transaction = new TransactionTemplate(
                new JdbcTransactionManager(new SingleConnectionDataSource(lostConnection(), true)));
        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                    throw new IllegalStateException("112-233-445 95");
                }))
                .isInstanceOf(RuntimeException.class);
        assertThat(log.list).isEmpty();
    }

    @Test
    void aCommitThatFailsOnALostConnectionIsNotLogged() {
        JdbcTransactionManager manager =
                new JdbcTransactionManager(new SingleConnectionDataSource(lostConnection(), true));
        manager.setRollbackOnCommitFailure(true);
        assertThatThrownBy(() -> new TransactionTemplate(manager).executeWithoutResult(status -> {}))
                .isInstanceOf(RuntimeException.class);
        assertThat(log.list).isEmpty();
    }

    @Test
    void theConnectionPoolLeavesAnOutageToTheHub() {
        assertThat(context.getLogger("com.zaxxer.hikari.pool.ProxyConnection").isWarnEnabled())
                .isFalse();
    }

    private static Connection lostConnection() {
        return (Connection) Proxy.newProxyInstance(
                QuietLibrariesTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, given) -> {
                    return switch (method.getName()) {
                        case "rollback", "commit" -> throw new SQLException("gone", "08006");
                        case "getAutoCommit", "isReadOnly", "isClosed" -> false;
                        default -> null;
                    };
                });
    }
}
