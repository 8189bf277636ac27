package org.hospitalhub.commands.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.hospitalhub.commands.console.CommandContext;
import org.hospitalhub.commands.console.CommandException;
import org.hospitalhub.commands.console.ExitCode;
import org.hospitalhub.commands.console.HubLauncher;
import org.hospitalhub.ledger.LedgerSettings;
import org.hospitalhub.ledger.database.LedgerFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies what a hub needs to begin again, while it runs; never a key. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = {
            "Copies a consistent ledger, configuration and routes into a new folder while the hub runs.",
            "Keys are never copied: keep them elsewhere, because the backup cannot be read without them."
        })
public final class BackupCommand extends LedgerCommand {

    private static final List<String> NOT_IN = List.of(
            "the keys of hub.ledger.key: without them the backup cannot be read",
            "the broker's journal: it holds unread messages in plain text; stop the hub to copy it",
            "the drop folder: it belongs to the hospital; after a restore, files of done/ that are newer than this copy may"
                    + " have to be dropped again");

    @Parameters(paramLabel = "DIR", description = "New or empty folder for the backup.")
    private Path folder = Path.of("");

    @Option(names = "--config-dir", paramLabel = "DIR", description = "Folder of the configuration; default: ./config.")
    private Path config = Path.of("config");

    /** Makes the command. */
    public BackupCommand(CommandContext context) {
        super(context);
    }

    @Override
    public Integer call() throws IOException {
        HubLauncher.Configured configured = configured();
        LedgerSettings settings = ledgerOf(configured);
        Path ledger = sqlite(settings);
        Path routes = Path.of(configured.settings().getProperty("hub.routes-dir", "routes"));
        refuseKeys(settings.keys(), config);
        refuseKeys(settings.keys(), routes);
        makeFolder();
        Instant made = context().clock().instant();
        LedgerFile.Contents contents = LedgerFile.copy(ledger, folder.resolve(BackupManifest.LEDGER));
        copy(config, folder.resolve("config"));
        copy(routes, folder.resolve("routes"));
        BackupManifest manifest = new BackupManifest(
                made,
                contents.schema(),
                contents.orders(),
                contents.audit().toString(),
                settings.keys().stream().map(BackupCommand::id).toList(),
                entries(),
                NOT_IN);
        manifest.write(folder);
        output().out()
                .printf(
                        "%d orders of %s are in %s%naudit head %s%n",
                        manifest.orders(), made, folder, manifest.audit());
        NOT_IN.forEach(missing -> output().out().println("not in it: " + missing));
        return ExitCode.OK;
    }

    private static Path sqlite(LedgerSettings settings) {
        Path ledger = fileOf(settings);
        if (ledger == null) {
            throw new CommandException(
                    ExitCode.FAILED,
                    "The ledger is in PostgreSQL: use pg_dump --format=custom, and copy config/ and routes/.");
        }
        if (!Files.isRegularFile(ledger)) {
            throw new CommandException(
                    ExitCode.FAILED, "There is no ledger at " + ledger + "; name its folder: --hub.data-dir=FOLDER");
        }
        return ledger;
    }

    /** Only its owner may read a backup: configuration holds passwords and tokens of services. */
    private void makeFolder() throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> there = Files.list(folder)) {
                if (there.findAny().isPresent()) {
                    throw new CommandException(ExitCode.FAILED, folder + " is not empty; a backup needs a new folder");
                }
            }
        }
        Files.createDirectories(folder);
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private static void refuseKeys(List<byte[]> keys, Path from) throws IOException {
        for (Path file : files(from)) {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            for (byte[] key : keys) {
                if (text.contains(Base64.getEncoder().encodeToString(key))) {
                    throw new CommandException(
                            ExitCode.FAILED,
                            file + " contains a key of the ledger, which must not be in the backup: move it to a"
                                    + " hub.ledger.key-file outside of config/ and routes/");
                }
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        for (Path file : files(from)) {
            Path target = to.resolve(from.relativize(file).toString());
            Files.createDirectories(target.getParent());
            Files.copy(file, target);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private List<BackupManifest.Entry> entries() throws IOException {
        List<BackupManifest.Entry> entries = new ArrayList<>();
        for (Path file : files(folder)) {
            entries.add(BackupManifest.Entry.of(folder, file));
        }
        return entries;
    }

    /** Returns the id of a key in the ledger: the first eight bytes of its SHA-256. */
    private static String id(byte[] key) {
        return DigestUtils.sha256Hex(key).substring(0, 16);
    }
}
