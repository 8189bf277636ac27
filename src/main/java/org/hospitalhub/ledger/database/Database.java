package org.hospitalhub.ledger.database;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.DataSourceConnectionFactory;
import org.apache.commons.dbcp2.PoolableConnection;
import org.apache.commons.dbcp2.PoolableConnectionFactory;
import org.apache.commons.dbcp2.PoolingDataSource;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.hospitalhub.ledger.LedgerException;
import org.hospitalhub.ledger.LedgerSettings;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The connections to the ledger's database. SQLite has one writer, so that writers queue here and never meet
 * {@code SQLITE_BUSY}, and a few readers; PostgreSQL has one pool for both.
 */
public final class Database implements AutoCloseable {

    private static final int READERS = 4;
    private static final int LOCK_RETRIES = 5;
    private static final int STATEMENTS = 200;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private static final int GIVE_BACK_PAGES = 2_000;
    private static final int GIVE_BACK_PIECES = 128;

    private final boolean postgres;
    private final DataSource writers;
    private final DataSource readers;
    private final JdbcTemplate write;
    private final JdbcTemplate read;
    private final TransactionTemplate transaction;
    private final GroupCommit shared;
    private final @Nullable LedgerMark mark;
    private volatile boolean writeFailed;

    private Database(boolean postgres, DataSource writers, DataSource readers, @Nullable LedgerMark mark) {
        this.mark = mark;
        this.postgres = postgres;
        this.writers = writers;
        this.readers = readers;
        this.write = new JdbcTemplate(writers);
        this.read = new JdbcTemplate(readers);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(writers));
        if (postgres) {
            transaction.setTimeout((int) PostgresConnections.TRANSACTION.toSeconds());
        }
        this.shared = new GroupCommit(postgres ? this::untied : this::commit);
    }

    /**
     * Opens the database and brings its schema up to date.
     *
     * @throws LedgerException when it cannot be opened or written, or is newer than this program
     */
    public static Database open(LedgerSettings settings) {
        if (settings.url().startsWith("jdbc:postgresql:")) {
            return openPostgres(settings);
        }
        if (settings.url().startsWith("jdbc:sqlite:")) {
            return openSqlite(settings);
        }
        throw new LedgerException("hub.ledger.url must begin with jdbc:sqlite: or jdbc:postgresql:", null);
    }

    private static Database openSqlite(LedgerSettings settings) {
        Path file = Objects.requireNonNull(settings.file());
        SqliteCheck.beforeOpening(file);
        SQLiteDataSource writer = sqlite(settings.url(), false);
        DataSource writers = pool(writer, 1);
        try {
            prepare(file, writer);
            Schema.migrate(writer, false);
            LedgerMark mark = new LedgerMark(new JdbcTemplate(writers), file);
            mark.check();
            mark.grow();
            return new Database(false, writers, pool(sqlite(settings.url(), true), READERS), mark);
        } catch (RuntimeException | SQLException | IOException failed) {
            close(writers);
            throw SqliteCheck.failure(file, failed);
        }
    }

    /** A new file learns to give space back, which only an empty one can; an old one proves that it may be written. */
    private static void prepare(Path path, SQLiteDataSource file) throws SQLException, IOException {
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
            SqliteCheck.whole(path, connection);
        }
    }

    private static Database openPostgres(LedgerSettings settings) {
        HikariDataSource pool = PostgresConnections.pool(settings);
        try {
            Schema.migrate(PostgresConnections.patient(settings), true);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
        return new Database(true, pool, pool, null);
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
        // Deleted and re-encrypted data is overwritten, not only unlinked.
        config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
        config.setPragma(SQLiteConfig.Pragma.JDBC_GET_GENERATED_KEYS, "false");
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl(url);
        return source;
    }

    /** Keeps its statements prepared, which neither the driver nor the other pool does: each would be parsed every time. */
    private static DataSource pool(SQLiteDataSource file, int size) {
        PoolableConnectionFactory connections =
                new PoolableConnectionFactory(new DataSourceConnectionFactory(file), null);
        connections.setPoolStatements(true);
        connections.setMaxOpenPreparedStatements(STATEMENTS);
        GenericObjectPool<PoolableConnection> pool = new GenericObjectPool<>(connections);
        pool.setMaxTotal(size);
        pool.setMaxIdle(size);
        pool.setMaxWait(LONGEST_WAIT);
        connections.setPool(pool);
        return new PoolingDataSource<>(pool);
    }

    /** Writes down how far the ledger has come, so that it is noticed when it loses that. */
    public void mark() {
        if (mark != null) {
            mark.grow();
        }
    }

    /** Returns whether it is PostgreSQL; else it is SQLite. */
    public boolean isPostgres() {
        return postgres;
    }

    /** Statements that write; outside of {@link #transact} each is a transaction of its own. */
    public JdbcTemplate write() {
        return write;
    }

    /** Statements that only look; they never wait for writers. */
    public JdbcTemplate read() {
        return read;
    }

    /**
     * Runs one durable transaction. On SQLite it shares its commit with those that wait beside it; on PostgreSQL it has one of
     * its own and is repeated when it was ended to untie a deadlock.
     */
    public <T> T transact(Supplier<T> work) {
        if (!postgres) {
            return shared.run(work);
        }
        AtomicReference<@Nullable T> result = new AtomicReference<>();
        untied(() -> result.set(work.get()));
        return Objects.requireNonNull(result.get(), "a transaction of the ledger has a result");
    }

    /** Runs work like {@link #transact}, but shares its commit on PostgreSQL, too: for work that many do at once. */
    public <T> T share(Supplier<T> work) {
        return shared.run(work);
    }

    private void commit(Runnable work) {
        try {
            transaction.executeWithoutResult(status -> work.run());
        } catch (DataAccessException | TransactionException failed) {
            writeFailed = true;
            throw failed;
        }
    }

    /** Returns whether a transaction failed since the last one that {@link #proved}. */
    public boolean isDoubtful() {
        return writeFailed;
    }

    /** Takes note that the database can be written. */
    public void proved() {
        writeFailed = false;
    }

    private void untied(Runnable work) {
        long begun = System.nanoTime();
        for (int tries = 1; ; tries++) {
            try {
                commit(work);
                return;
            } catch (PessimisticLockingFailureException e) {
                boolean late = System.nanoTime() - begun > PostgresConnections.TRANSACTION.toNanos();
                if (tries >= LOCK_RETRIES || late) {
                    throw e;
                }
            }
        }
    }

    /**
     * Writes a row in the running transaction, at the latest before it commits. Who reads such a row again in the same transaction
     * calls {@link #writeNow} first.
     */
    public void writeLast(String sql, @Nullable Object... arguments) {
        if (postgres) {
            DeferredWrites.of(write).add(sql, arguments);
        } else {
            write.update(sql, arguments);
        }
    }

    /** Writes what {@link #writeLast} has put off. */
    public void writeNow() {
        if (postgres) {
            DeferredWrites.of(write).write();
        }
    }

    /** Writes what {@link #writeLast} has put off, if a row that ends with this key is among it. */
    public void writeNow(String key) {
        if (postgres) {
            DeferredWrites.of(write).write(key);
        }
    }

    /** Returns the end of a query that locks its rows for this transaction; empty for SQLite, which has one writer. */
    public String forUpdate() {
        return postgres ? " for update" : "";
    }

    /** Returns the end of a query like {@link #forUpdate} that skips rows locked by another node. */
    public String forUpdateSkipLocked() {
        return postgres ? " for update skip locked" : "";
    }

    /**
     * Returns the space of removed rows to the file system; PostgreSQL does that by itself. In pieces, between which others
     * write; at most a gigabyte at once.
     */
    public void giveSpaceBack() {
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
        close(readers);
        close(writers);
    }

    private static void close(DataSource pool) {
        try {
            ((AutoCloseable) pool).close();
        } catch (Exception e) {
            throw new LedgerException("the ledger could not be closed", e);
        }
    }
}
