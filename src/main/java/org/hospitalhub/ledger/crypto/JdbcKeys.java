package org.hospitalhub.ledger.crypto;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.hospitalhub.ledger.Keys;
import org.hospitalhub.ledger.database.Columns;
import org.hospitalhub.ledger.database.Database;

/** The use of keys in the database, and its change. */
public final class JdbcKeys implements Keys {

    /** Few enough that other writers do not wait long, even if payloads are documents. */
    private static final int CHUNK = 50;

    private static final Duration FORGOTTEN_AFTER = Duration.ofDays(1);

    private final Database database;
    private final Seal seal;
    private final List<String> known;

    /** Reads and changes the keys of a database. */
    public JdbcKeys(Database database, Seal seal) {
        this.database = database;
        this.seal = seal;
        this.known = seal.ids().stream().map(HexFormat.of()::formatHex).toList();
    }

    @Override
    public List<Use> uses() {
        Map<String, Long> values = new LinkedHashMap<>();
        known.forEach(key -> values.put(key, 0L));
        for (SealedColumn column : SealedColumn.ALL) {
            database.read().query(column.count(), row -> {
                values.merge(HexFormat.of().formatHex(row.getBytes("key_id")), row.getLong("many"), Long::sum);
            });
        }
        return values.entrySet().stream()
                .map(use -> new Use(use.getKey(), known.indexOf(use.getKey()) + 1, use.getValue()))
                .toList();
    }

    /** A value to re-encrypt, with the primary key of its row. */
    private record Found(List<Object> key, byte[] sealed) {}

    @Override
    public long rotate(LongConsumer done) {
        long changed = 0;
        for (SealedColumn column : SealedColumn.ALL) {
            List<Object> last = List.of();
            List<Found> chunk;
            do {
                chunk = next(column, last);
                List<Found> found = chunk;
                if (!found.isEmpty()) {
                    last = found.get(found.size() - 1).key();
                    changed += database.transact(() -> reencrypt(column, found));
                    done.accept(changed);
                }
            } while (chunk.size() == CHUNK);
        }
        return changed;
    }

    private List<Found> next(SealedColumn column, List<Object> last) {
        List<Object> arguments = new ArrayList<>(List.of(seal.ids().get(0)));
        arguments.addAll(last);
        return database.read()
                .query(
                        column.next(last.isEmpty(), CHUNK),
                        (row, n) -> {
                            List<Object> key = new ArrayList<>();
                            for (String part : column.keys()) {
                                key.add(row.getObject(part));
                            }
                            return new Found(key, row.getBytes("sealed"));
                        },
                        arguments.toArray());
    }

    private long reencrypt(SealedColumn column, List<Found> found) {
        List<Object[]> rows = found.stream().map(old -> arguments(column, old)).toList();
        return Arrays.stream(database.write().batchUpdate(column.write(), rows)).sum();
    }

    private Object[] arguments(SealedColumn column, Found old) {
        String row = column.row().apply(old.key());
        String place = column.column().apply(old.key());
        List<Object> arguments = new ArrayList<>();
        arguments.add(seal.seal(seal.open(old.sealed(), row, place), row, place));
        arguments.addAll(old.key());
        arguments.add(old.sealed());
        return arguments.toArray();
    }

    @Override
    public void announce(String run, String node, Instant now) {
        database.transact(() -> {
            database.write()
                    .update(
                            "delete from keyrings where seen_at < ?",
                            now.minus(FORGOTTEN_AFTER).toEpochMilli());
            return database.write()
                    .update("""
                            insert into keyrings (run, node, known, seen_at) values (?, ?, ?, ?) \
                            on conflict (run) do update set seen_at = excluded.seen_at""", run, Columns.cut(node, 200), String.join(" ", known), now.toEpochMilli());
        });
    }

    @Override
    public void leave(String run) {
        database.write().update("delete from keyrings where run = ?", run);
    }

    @Override
    public List<String> nodesWithoutFirstKey(Instant since) {
        return database
                .read()
                .query(
                        "select node, known from keyrings where seen_at >= ? order by node",
                        (row, n) -> Map.entry(
                                row.getString("node"),
                                List.of(row.getString("known").split(" "))),
                        since.toEpochMilli())
                .stream()
                .filter(hub -> !hub.getValue().contains(known.get(0)))
                .map(Map.Entry::getKey)
                .toList();
    }
}
