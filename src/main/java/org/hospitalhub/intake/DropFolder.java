package org.hospitalhub.intake;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.hospitalhub.ledger.OrderJson;
import org.hospitalhub.ledger.SubFolders;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Languages;

/**
 * The folders into which files are dropped, {@code in/<operation>/}, and to which they are moved. All are on one file system, so
 * that a move is atomic.
 */
final class DropFolder {

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

    private final Path drop;
    private final JsonMapper mapper;
    private final Clock clock;
    private final FailedFiles failures;
    private final Languages hospital;

    DropFolder(Path drop, JsonMapper mapper, Clock clock, FailedFiles failures, Languages hospital) {
        this.drop = drop.toAbsolutePath().normalize();
        this.mapper = mapper;
        this.clock = clock;
        this.failures = failures;
        this.hospital = hospital;
    }

    Path in() {
        return drop.resolve("in");
    }

    /** Returns the absolute path of a listed file, by which it is remembered. */
    Path absolutePath(File listed) {
        return listed.toPath().toAbsolutePath().normalize();
    }

    /** Creates the folders of the operations. */
    void createFolders(List<String> operations) throws IOException {
        for (String operation : operations) {
            for (String stage : List.of("in", "out", "done", "failed")) {
                SubFolders.create(drop, stage, operation);
            }
        }
    }

    /**
     * Returns the operation of a dropped file: the name of its folder, empty for a file outside the operations'
     * folders.
     */
    String operationOf(Path file) {
        Path below = in().relativize(file);
        return below.getNameCount() < 2 ? "" : below.getName(0).toString();
    }

    /** Moves a file whose records are all accepted to {@code done}. */
    synchronized void moveToDone(Path file) throws IOException {
        Path folder = folder("done", file);
        Files.move(file, free(folder, FileNames.nameOf(file)), StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Moves a file that cannot be read to {@code failed}, beside the findings that say why. A link is removed and leaves only the
     * findings; its target is not touched.
     */
    synchronized void moveToFailed(Path file, List<Finding> findings) throws IOException {
        Path folder = folder("failed", file);
        Path target = free(folder, FileNames.nameOf(file));
        write(findings(target), findings);
        if (Files.isSymbolicLink(file)) {
            Files.delete(file);
        } else {
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        }
        failures.recordDropped(operationOf(file), FileNames.nameOf(target), findings);
    }

    private Path folder(String stage, Path file) throws IOException {
        return SubFolders.create(drop, stage, operationOf(file));
    }

    private static Path findings(Path failed) {
        return failed.resolveSibling(FileNames.append(FileNames.nameOf(failed), ".findings.json"));
    }

    private static boolean taken(Path target) {
        return Files.exists(target, LinkOption.NOFOLLOW_LINKS)
                || Files.exists(findings(target), LinkOption.NOFOLLOW_LINKS);
    }

    /** Returns whether a dropped file is in its operation's folder itself and in none below it. */
    boolean isDirectlyInOperationFolder(Path file) {
        return in().relativize(file).getNameCount() <= 2;
    }

    /**
     * Returns a name that is free, so that neither a file that was moved here before nor its findings are overwritten. Files of
     * the same name may come from several folders, so only one thread moves files at a time.
     */
    private Path free(Path folder, String name) {
        Path target = folder.resolve(name);
        int dot = name.lastIndexOf('.') > 0 ? name.lastIndexOf('.') : name.length();
        for (int i = 1; taken(target); i++) {
            String suffix = "." + MOMENT.format(clock.instant()) + (i == 1 ? "" : "-" + i) + name.substring(dot);
            target = folder.resolve(FileNames.append(name.substring(0, dot), suffix));
        }
        return target;
    }

    private void write(Path file, List<Finding> findings) throws IOException {
        Path hidden = file.resolveSibling(FileNames.append("." + FileNames.nameOf(file), ".part"));
        try (FileChannel channel = FileChannel.open(
                        hidden,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS);
                OutputStream out = Channels.newOutputStream(channel)) {
            out.write(mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(OrderJson.of(findings, hospital)));
            channel.force(true);
        }
        Files.move(hidden, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
