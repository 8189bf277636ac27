package org.hospitalhub.commands.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.hospitalhub.commands.console.CommandContext;
import org.hospitalhub.commands.console.CommandException;
import org.hospitalhub.commands.console.ExitCode;
import org.hospitalhub.commands.console.HubLauncher;
import org.hospitalhub.ledger.Audit;
import org.hospitalhub.ledger.Ledger;
import org.hospitalhub.ledger.LedgerSettings;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Puts the ledger of a backup into an empty data directory; the hub then holds everything until a person releases it. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = {
            "Checks the manifest, key and audit chain of a backup and copies its ledger into the empty data directory.",
            "The hub's next start pauses every service and parks each order that may have been sent since the backup."
        })
public final class RestoreCommand extends LedgerCommand {

    @Parameters(paramLabel = "DIR", arity = "0..1", description = "Folder of the backup.")
    private @Nullable Path given;

    @Option(
            names = "--mark",
            paramLabel = "MOMENT",
            description =
                    "Instead of DIR, after pg_restore: the time of the copy in the ledger, such as 2026-11-21T09:00:00Z.")
    private @Nullable Instant mark;

    /** Makes the command. */
    public RestoreCommand(CommandContext context) {
        super(context);
    }

    @Override
    public Integer call() throws IOException {
        Instant copied = mark;
        Path folder = given;
        if ((copied == null) == (folder == null)) {
            throw new ParameterException(command(), "Name the folder of a backup, or use --mark");
        }
        return folder == null ? marked(copied) : restored(folder);
    }

    private int marked(@Nullable Instant copied) {
        withLedger(ledger -> {
            Instant moment = Objects.requireNonNull(copied);
            ledger.restoration().mark(moment);
            ledger.audit().record("hub", "restore", null, "marked as a copy of " + moment);
            return true;
        });
        output().out()
                .println(
                        "At its next start the hub pauses every service and parks orders that may have been sent since then.");
        return ExitCode.OK;
    }

    private int restored(Path folder) throws IOException {
        HubLauncher.Configured configured = configured();
        LedgerSettings settings = ledgerOf(configured);
        Path ledger = fileOf(settings);
        if (ledger == null) {
            throw new CommandException(
                    ExitCode.FAILED,
                    "The ledger is in PostgreSQL: restore it with pg_restore, then run: restore --mark MOMENT");
        }
        BackupManifest manifest = BackupManifest.read(folder);
        List<String> changed = manifest.changed(folder);
        if (!changed.isEmpty()) {
            throw new CommandException(
                    ExitCode.FINDINGS,
                    "Files of the backup are missing or were changed: " + String.join(", ", changed));
        }
        Path data = Path.of(configured.settings().getProperty("hub.data-dir", "data"));
        refuseUnlessEmpty(data, configured.settings().getProperty("hub.ledger.key-file", ""));
        place(folder, manifest, settings, ledger);
        output().out().printf("Restored %d orders of %s to %s.%n", manifest.orders(), manifest.made(), ledger);
        output().out()
                .println(
                        "At its next start the hub pauses every service and parks orders that may have been sent since then.");
        output().out().println("Configuration and routes are still in " + folder + "; copy them if they were lost.");
        return ExitCode.OK;
    }

    private static void refuseUnlessEmpty(Path data, String keyFile) throws IOException {
        if (!Files.isDirectory(data)) {
            return;
        }
        Path key = Path.of(keyFile).toAbsolutePath().normalize();
        try (Stream<Path> there = Files.walk(data)) {
            there.filter(Files::isRegularFile)
                    .filter(file -> !file.toAbsolutePath().normalize().equals(key))
                    .findFirst()
                    .ifPresent(file -> {
                        throw new CommandException(
                                ExitCode.FAILED,
                                "hub.data-dir is not empty (" + file
                                        + "): move its files away, restore overwrites nothing");
                    });
        }
    }

    /** Under another name until it is marked: a hub never sees a restored ledger that is not held. */
    private void place(Path folder, BackupManifest manifest, LedgerSettings settings, Path ledger) throws IOException {
        Path waiting = Files.createDirectories(ledger.toAbsolutePath().resolveSibling(".restoring"));
        try {
            Path copy = waiting.resolve(BackupManifest.LEDGER);
            Files.copy(folder.resolve(BackupManifest.LEDGER), copy, StandardCopyOption.REPLACE_EXISTING);
            open(
                    context(),
                    new LedgerSettings("jdbc:sqlite:" + copy, null, null, settings.keys()),
                    restored -> check(restored, manifest));
            Files.move(copy, ledger, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            FileSystemUtils.deleteRecursively(waiting);
        }
    }

    private static boolean check(Ledger restored, BackupManifest manifest) {
        Audit.Verification audit = restored.audit().verify(Audit.Head.parse(manifest.audit()));
        if (!audit.whole()) {
            throw new CommandException(
                    ExitCode.FINDINGS,
                    "The audit of the backup is broken at entry %d; nothing was restored.".formatted(audit.brokenAt()));
        }
        restored.restoration().mark(manifest.made());
        restored.audit()
                .record("hub", "restore", null, "backup of %s, head %s".formatted(manifest.made(), manifest.audit()));
        return true;
    }
}
