package org.hospitalhub.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The connections to the ledger's database. SQLite has one writer, so that writers queue here and never meet
 * {@code SQLITE_BUSY}, and a few readers; PostgreSQL has one pool for both.
 */
final class Database implements AutoCloseable {

    private static final int READERS = 4;
    private static final int POSTGRES_CONNECTIONS = 12;
    private static final int LOCK_RETRIES = 5;
    private static final int GIVE_BACK_PAGES = 2_000;
    private static final int GIVE_BACK_PIECES = 128;

    private final boolean postgres;
    private final HikariDataSource writers;
    private final HikariDataSource readers;
    private final JdbcTemplate write;
    private final JdbcTemplate read;
    private final TransactionTemplate transaction;

    private Database(boolean postgres, HikariDataSource writers, HikariDataSource readers) {
        this.postgres = postgres;
        this.writers = writers;
        this.readers = readers;
        this.write = new JdbcTemplate(writers);
        this.read = new JdbcTemplate(readers);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(writers));
    }

    /**
     * Opens the database and brings its schema up to date.
     *
     * @throws LedgerException when it cannot be opened or written, or is newer than this program
     */
    static Database open(LedgerSettings settings) {
        if (settings.url().startsWith("jdbc:postgresql:")) {
            return openPostgres(settings);
        }
        if (settings.url().startsWith("jdbc:sqlite:")) {
            return openSqlite(settings);
        }
        throw new LedgerException("hub.ledger.url must begin with jdbc:sqlite: or jdbc:postgresql:", null);
    }

    private static Database openSqlite(LedgerSettings settings) {
        SQLiteDataSource writer = sqlite(settings.url(), false);
        prepare(writer);
        Schema.migrate(writer, "blob");
        return new Database(
                false, pool(writer, "ledger-writer", 1), pool(sqlite(settings.url(), true), "ledger-readers", READERS));
    }

    /** A new file learns to give space back, which only an empty one can; an old one proves that it may be written. */
    private static void prepare(SQLiteDataSource file) {
        try (Connection connection = file.getConnection();
                Statement statement = connection.createStatement()) {
            boolean empty;
            try (ResultSet tables = statement.executeQuery("select count(*) from sqlite_master")) {
                empty = tables.next() && tables.getInt(1) == 0;
            }
            if (empty) {
                statement.execute("pragma auto_vacuum = incremental");
                statement.execute("vacuum");
            }
            connection.setAutoCommit(false);
            statement.execute("create table hub_may_write (proof integer)");
            connection.rollback();
        } catch (SQLException e) {
            throw new LedgerException(
                    "the ledger file cannot be opened for writing: check hub.ledger.url, the folder and its rights", e);
        }
    }

    private static Database openPostgres(LedgerSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setMaximumPoolSize(POSTGRES_CONNECTIONS);
        config.setMinimumIdle(2);
        config.setPoolName("ledger");
        HikariDataSource pool;
        try {
            pool = new HikariDataSource(config);
        } catch (RuntimeException e) {
            throw new LedgerException(
                    "the ledger's PostgreSQL cannot be reached: check hub.ledger.url, user and password", e);
        }
        try {
            Schema.migrate(pool, "bytea");
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
        return new Database(true, pool, pool);
    }

    private static SQLiteDataSource sqlite(String url, boolean readOnly) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTransactionMode(
                readOnly ? SQLiteConfig.TransactionMode.DEFERRED : SQLiteConfig.TransactionMode.IMMEDIATE);
        config.setBusyTimeout(30_000);
        config.enforceForeignKeys(true);
        config.setCacheSize(readOnly ? -8_000 : -64_000);
        config.setJournalSizeLimit(64 * 1024 * 1024);
        config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, "16000");
        // What was pruned or sealed anew is overwritten, not only forgotten.
        config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
        config.setPragma(SQLiteConfig.Pragma.JDBC_GET_GENERATED_KEYS, "false");
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl(url);
        return source;
    }

    private static HikariDataSource pool(DataSource source, String name, int size) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setPoolName(name);
        config.setMaximumPoolSize(size);
        config.setMaxLifetime(0);
        config.setConnectionTimeout(60_000);
        return new HikariDataSource(config);
    }

    boolean isPostgres() {
        return postgres;
    }

    /** Statements that write; outside of {@link #transact} each is a transaction of its own. */
    JdbcTemplate write() {
        return write;
    }

    /** Statements that only look; they never wait for writers. */
    JdbcTemplate read() {
        return read;
    }

    /** Runs one durable transaction; repeats it when PostgreSQL ended it to untie a deadlock. */
    <T> T transact(Supplier<T> work) {
        for (int tries = 1; ; tries++) {
            try {
                @Nullable T result = transaction.execute(status -> work.get());
                if (result == null) {
                    throw new IllegalStateException("a transaction of the ledger has a result");
                }
                return result;
            } catch (PessimisticLockingFailureException e) {
                if (tries >= LOCK_RETRIES) {
                    throw e;
                }
            }
        }
    }

    /** What a query ends with to keep its rows for this transaction; SQLite has one writer anyway. */
    String forUpdate() {
        return postgres ? " for update" : "";
    }

    /** As {@link #forUpdate}, but passes over rows that another node keeps. */
    String forUpdateSkipLocked() {
        return postgres ? " for update skip locked" : "";
    }

    /**
     * Gives the space of removed rows back to the file system; PostgreSQL does that by itself. In pieces, between which others
     * write; at most a gigabyte at once.
     */
    void giveSpaceBack() {
        if (postgres) {
            return;
        }
        for (int piece = 0; piece < GIVE_BACK_PIECES && freePages() > 0; piece++) {
            // It gives back one page at each step, and only an update is stepped to its end: execute() would free one
            // page.
            write.update("pragma incremental_vacuum(" + GIVE_BACK_PAGES + ")");
        }
    }

    private long freePages() {
        Long free = write.queryForObject("pragma freelist_count", Long.class);
        return free == null ? 0 : free;
    }

    @Override
    public void close() {
        readers.close();
        writers.close();
    }
}
