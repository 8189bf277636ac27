package org.hospitalhub.ledger.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;
import org.hospitalhub.ledger.LedgerException;
import org.hospitalhub.ledger.LedgerSettings;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Connections to PostgreSQL that end by themselves when the other side has gone without a word: a firewall that forgot them, a
 * host that was switched off, a network that swallows packets. A parameter of the driver in {@code hub.ledger.url} goes
 * before the one that is set here.
 *
 * <p>The client gives up a statement after {@link #SILENCE}; the server ends sooner what it can end with a reason. What a hub
 * that went without a word has left open there is ended too, since its locks would hold every other node.
 */
final class PostgresConnections {

    /** Longest time that a statement may stay without an answer. No statement of the ledger takes seconds. */
    static final Duration SILENCE = Duration.ofSeconds(30);

    /** How long a transaction may take, its repetitions after a lock included. */
    static final Duration TRANSACTION = Duration.ofSeconds(60);

    private static final int CONNECTIONS = 12;
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration PROOF_OF_LIFE = Duration.ofSeconds(3);
    private static final Duration KEEP_ALIVE = Duration.ofMinutes(1);

    /**
     * Every query of the ledger goes by an index. A plan that was made while the tables were empty, and is kept by a prepared
     * statement, would read them from end to end for ever after. The times are in milliseconds, those of TCP in seconds.
     */
    private static final String SESSION = """
            set enable_seqscan = off; set lock_timeout = 10000; set statement_timeout = 25000; \
            set idle_in_transaction_session_timeout = 60000; set tcp_keepalives_idle = 30; \
            set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3""";

    private PostgresConnections() {}

    /**
     * Opens the pool.
     *
     * @throws LedgerException when the database cannot be reached
     */
    static HikariDataSource pool(LedgerSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(2);
        config.setPoolName("ledger");
        config.addDataSourceProperty("socketTimeout", String.valueOf(SILENCE.toSeconds()));
        config.addDataSourceProperty("connectTimeout", String.valueOf(CONNECT.toSeconds()));
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.setConnectionTimeout(CONNECT.toMillis());
        config.setValidationTimeout(PROOF_OF_LIFE.toMillis());
        config.setKeepaliveTime(KEEP_ALIVE.toMillis());
        config.setConnectionInitSql(SESSION);
        try {
            return new HikariDataSource(config);
        } catch (RuntimeException e) {
            throw new LedgerException(
                    "the ledger's PostgreSQL cannot be reached: check hub.ledger.url, user and password", e);
        }
    }

    /**
     * Returns connections for work that may take minutes: tables that are brought up to date. Their metadata give the address as it
     * was configured; the driver's own data source gives one with all its settings, which Flyway searches for passwords with
     * expressions that take a second for it.
     */
    static DataSource patient(LedgerSettings settings) {
        DriverManagerDataSource source = new DriverManagerDataSource(settings.url());
        Properties defaults = new Properties();
        defaults.setProperty("connectTimeout", String.valueOf(CONNECT.toSeconds()));
        defaults.setProperty("tcpKeepAlive", "true");
        source.setConnectionProperties(defaults);
        source.setUsername(settings.user());
        source.setPassword(settings.password());
        return source;
    }
}
