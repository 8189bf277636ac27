package org.hospitalhub.ledger.jdbc;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.hospitalhub.ledger.KeptAnswers;
import org.hospitalhub.ledger.crypto.SealedJson;
import org.hospitalhub.ledger.database.Database;

/** Kept answers in the database. */
final class JdbcKeptAnswers implements KeptAnswers {

    private static final String COLUMN = "value";

    private final Database database;
    private final SealedJson sealedJson;

    JdbcKeptAnswers(Database database, SealedJson sealedJson) {
        this.database = database;
        this.sealedJson = sealedJson;
    }

    @Override
    public Optional<byte[]> find(String name) {
        String hash = hash(name);
        return database
                .read()
                .query(
                        "select value from kept_answers where name = ?",
                        (row, n) -> sealedJson.seal().open(row.getBytes(COLUMN), place(hash), COLUMN),
                        hash)
                .stream()
                .findFirst();
    }

    @Override
    public void keep(String name, byte[] answer, Instant now) {
        String hash = hash(name);
        database.write().update("""
                        insert into kept_answers (name, value, kept_at) values (?, ?, ?) on conflict (name) do update set \
                        value = excluded.value, kept_at = excluded.kept_at""", hash, sealedJson.seal().seal(answer, place(hash), COLUMN), now.toEpochMilli());
    }

    private String hash(String name) {
        byte[] hash = sealedJson.fingerprint("kept answer", name.getBytes(StandardCharsets.UTF_8));
        String text = HexFormat.of().formatHex(hash);
        return text.length() > 64 ? text.substring(0, 64) : text;
    }

    private static String place(String hash) {
        return "kept/" + hash;
    }
}
