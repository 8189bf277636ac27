package org.hospitalhub.commands.admin;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;
import org.hospitalhub.commands.console.CommandException;
import org.hospitalhub.commands.console.ExitCode;

/**
 * The list of files in a backup with their hashes.
 *
 * @param made when the copy of the ledger was begun: what happened after it is not in the backup
 * @param schema version of the ledger's tables
 * @param orders orders in the ledger
 * @param audit head of the audit chain, {@code <number>:<hash>}
 * @param keys ids of the keys that the ledger needs; the keys themselves are not in the backup
 * @param notIn what the backup does not hold, for the person who restores
 */
record BackupManifest(
        Instant made,
        String schema,
        long orders,
        String audit,
        List<String> keys,
        List<Entry> files,
        List<String> notIn) {

    static final String NAME = "manifest.json";
    static final String LEDGER = "ledger.db";

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    /** A file of the backup. */
    record Entry(String path, long bytes, String sha256) {

        static Entry of(Path folder, Path file) throws IOException {
            try (InputStream content = Files.newInputStream(file)) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                return new Entry(name, Files.size(file), DigestUtils.sha256Hex(content));
            }
        }
    }

    void write(Path folder) throws IOException {
        JSON.writerWithDefaultPrettyPrinter().writeValue(folder.resolve(NAME).toFile(), this);
    }

    static BackupManifest read(Path folder) {
        try {
            return JSON.readValue(folder.resolve(NAME).toFile(), BackupManifest.class);
        } catch (IOException unreadable) {
            throw new CommandException(
                    ExitCode.FAILED, folder + " is not a backup: its " + NAME + " is missing or cannot be read");
        }
    }

    /** Names every file that is not as it was written. */
    List<String> changed(Path folder) throws IOException {
        List<String> changed = new ArrayList<>();
        for (Entry file : files) {
            Path path = folder.resolve(file.path()).normalize();
            if (!path.startsWith(folder.normalize())
                    || !Files.isRegularFile(path)
                    || !Entry.of(folder, path).equals(file)) {
                changed.add(file.path());
            }
        }
        return changed;
    }
}
