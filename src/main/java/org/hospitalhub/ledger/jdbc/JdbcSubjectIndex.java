package org.hospitalhub.ledger.jdbc;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.hospitalhub.ledger.LedgerException;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Secrets;
import org.hospitalhub.ledger.StoredJson;
import org.hospitalhub.ledger.Subject;
import org.hospitalhub.ledger.SubjectHash;
import org.hospitalhub.ledger.database.Database;
import org.hospitalhub.ledger.lifecycle.OperationCatalog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds orders by whom they are about. Its key is a secret of its own, sealed by the ledger's key, so that the ledger's key
 * can be changed and every hash stays good.
 */
final class JdbcSubjectIndex {

    /** Most orders that are found for one person or number. */
    static final int MOST = 1_000;

    private static final Logger log = LoggerFactory.getLogger(JdbcSubjectIndex.class);
    private static final String KEY = "subjects.key";
    private static final int KEY_BYTES = 32;
    /** From so many orders on a chunk is a part of its own; smaller ones would make too many parts. */
    private static final int OWN_PART = 200;

    private static final String INSERT =
            "insert into subjects (part, hash, order_id) values (?, ?, ?) on conflict do nothing";
    /** Steps from part to part by the primary key; one for each hour and each thousand records of files. */
    static final String FIND = """
            with recursive parts (part) as (select min(part) from subjects union all \
            select (select min(s.part) from subjects s where s.part > parts.part) from parts where parts.part is not null) \
            select s.order_id from parts join subjects s on s.part = parts.part and s.hash = ? \
            order by s.order_id desc limit ?""";

    private final Database database;
    private final OperationCatalog catalog;
    private final ObjectMapper json = new ObjectMapper(StoredJson.factory());
    private final SecretKeySpec key;

    JdbcSubjectIndex(Database database, Secrets secrets, OperationCatalog catalog) {
        this.database = database;
        this.catalog = catalog;
        this.key = new SecretKeySpec(key(secrets), "HmacSHA256");
    }

    /**
     * Of several nodes that start at once the first one's key stays. It is encrypted again at every start, so that it never needs
     * an older key of the ledger than the last start had.
     */
    private static byte[] key(Secrets secrets) {
        Optional<Secrets.Secret> there = secrets.find(KEY);
        byte[] value = there.map(Secrets.Secret::value).orElseGet(JdbcSubjectIndex::fresh);
        secrets.replace(KEY, there.map(Secrets.Secret::version).orElse(0L), value);
        return secrets.find(KEY).orElseThrow().value();
    }

    private static byte[] fresh() {
        byte[] fresh = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(fresh);
        return fresh;
    }

    /** Returns the partition for orders that are accepted together. */
    static long part(Instant now, int orders) {
        return (orders < OWN_PART ? now.truncatedTo(ChronoUnit.HOURS) : now).toEpochMilli();
    }

    /** Rows for an order; hashed before a transaction is begun. A payload that cannot be read has none. */
    List<Object[]> rows(String operation, String order, byte[] payload, long part) {
        Operation.Subjects subjects = catalog.operation(operation).subjects();
        if (subjects == Operation.Subjects.NONE) {
            return List.of();
        }
        return subjects(subjects, payload).stream()
                .map(subject -> new Object[] {part, hash(subject).value(), order})
                .toList();
    }

    private Set<Subject> subjects(Operation.Subjects subjects, byte[] payload) {
        try {
            return subjects.of(json.readTree(payload));
        } catch (IOException | RuntimeException unreadable) {
            log.warn(
                    "Could not index an order for the patient search: its payload is unusual ({})",
                    unreadable.getClass().getSimpleName());
            return Set.of();
        }
    }

    /** Writes rows in the order in which they lie. */
    void insert(List<Object[]> rows) {
        if (!rows.isEmpty()) {
            List<Object[]> sorted = new ArrayList<>(rows);
            sorted.sort(Comparator.comparingLong(row -> (long) row[1]));
            database.write().batchUpdate(INSERT, sorted);
        }
    }

    /** A corrected payload may be about somebody else. */
    void replace(String operation, String order, byte[] payload, Instant now) {
        remove(List.of(order));
        insert(rows(operation, order, payload, part(now, 1)));
    }

    void remove(List<String> orders) {
        database.write()
                .batchUpdate(
                        "delete from subjects where order_id = ?",
                        orders.stream().map(id -> new Object[] {id}).toList());
    }

    SubjectHash hash(Subject subject) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            byte[] whole = mac.doFinal(subject.text().getBytes(StandardCharsets.UTF_8));
            return new SubjectHash(ByteBuffer.wrap(whole).getLong());
        } catch (GeneralSecurityException e) {
            throw new LedgerException("this JVM does not support HMAC-SHA256", e);
        }
    }

    /** Finds the newest orders that are about all of these, at most {@value MOST}. */
    List<String> find(List<SubjectHash> about) {
        List<String> found = find(about.get(0));
        for (SubjectHash further : about.subList(1, about.size())) {
            Set<String> both = new HashSet<>(find(further));
            found = found.stream().filter(both::contains).toList();
        }
        return found;
    }

    private List<String> find(SubjectHash hash) {
        return database.read().queryForList(FIND, String.class, hash.value(), MOST);
    }
}
