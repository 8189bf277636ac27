package org.hospitalhub.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;

/**
 * Every row of a ledger as a hub of that schema wrote it, kept under {@code src/test/resources/ledger/schema-<n>.json} for as
 * long as ledgers of that schema may be met.
 */
record LedgerSnapshot(String schema, Instant leftAt, JsonNode tables) {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    static Flyway flyway(LedgerSettings settings, MigrationVersion target) {
        return Flyway.configure()
                .dataSource(settings.url(), settings.user(), settings.password())
                .locations("classpath:db/migration")
                .placeholders(
                        Map.of("bytes", settings.url().startsWith("jdbc:sqlite:") ? "blob" : "bytea", "clustered", ""))
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .target(target)
                .load();
    }

    static LedgerSnapshot read(Path file) {
        try {
            JsonNode all = JSON.readTree(file.toFile());
            return new LedgerSnapshot(
                    all.path("schema").asText(),
                    Instant.parse(all.path("leftAt").asText()),
                    all.path("tables"));
        } catch (IOException unreadable) {
            throw new IllegalStateException(file + " cannot be read", unreadable);
        }
    }

    /** Takes every row out of an SQLite ledger. */
    static LedgerSnapshot of(Connection sqlite, String schema, Instant now) throws SQLException {
        ObjectNode tables = JSON.createObjectNode();
        List<String> names = new ArrayList<>();
        try (Statement statement = sqlite.createStatement();
                ResultSet found = statement.executeQuery("select name from sqlite_master where type = 'table'"
                        + " and name not like 'sqlite%' and name not like 'flyway%' order by name")) {
            while (found.next()) {
                names.add(found.getString(1));
            }
            for (String name : names) {
                try (ResultSet rows = statement.executeQuery("select * from " + name)) {
                    while (rows.next()) {
                        row(rows, tables.withArrayProperty(name).addObject());
                    }
                }
            }
        }
        return new LedgerSnapshot(schema, now, tables);
    }

    private static void row(ResultSet from, ObjectNode to) throws SQLException {
        for (int column = 1; column <= from.getMetaData().getColumnCount(); column++) {
            String name = from.getMetaData().getColumnName(column);
            Object value = from.getObject(column);
            if (value instanceof byte[] bytes) {
                to.putObject(name).put("base64", bytes);
            } else {
                to.set(name, JSON.valueToTree(value));
            }
        }
    }

    void write(Path file) throws IOException {
        ObjectNode all = JSON.createObjectNode().put("schema", schema).put("leftAt", leftAt.toString());
        all.set("tables", tables);
        Files.createDirectories(file.getParent());
        JSON.writeValue(file.toFile(), all);
    }

    /** Makes a database as it was then: the tables of that schema with these rows. */
    void restore(LedgerSettings settings) {
        Flyway then = flyway(settings, MigrationVersion.fromVersion(schema));
        then.migrate();
        try (Connection connection = then.getConfiguration().getDataSource().getConnection()) {
            for (Map.Entry<String, JsonNode> table : tables.properties()) {
                for (JsonNode row : table.getValue()) {
                    insert(connection, table.getKey(), row);
                }
            }
        } catch (SQLException | IOException failed) {
            throw new IllegalStateException("the snapshot of schema " + schema + " does not fit", failed);
        }
    }

    private static void insert(Connection connection, String table, JsonNode row) throws SQLException, IOException {
        List<String> names = new ArrayList<>();
        row.fieldNames().forEachRemaining(names::add);
        String places = String.join(", ", names.stream().map(name -> "?").toList());
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into " + table + " (" + String.join(", ", names) + ") values (" + places + ")")) {
            for (int i = 0; i < names.size(); i++) {
                insert.setObject(i + 1, value(row.get(names.get(i))));
            }
            insert.executeUpdate();
        }
    }

    private static Object value(JsonNode value) throws IOException {
        if (value.isObject()) {
            return value.get("base64").binaryValue() == null
                    ? java.util.Base64.getDecoder().decode(value.get("base64").asText())
                    : value.get("base64").binaryValue();
        }
        return value.isNull()
                ? null
                : value.isTextual() ? value.asText() : value.isDouble() ? value.asDouble() : (Object) value.asLong();
    }
}
