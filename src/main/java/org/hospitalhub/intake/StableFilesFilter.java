package org.hospitalhub.intake;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Camel filter of {@link StableFiles}; also keeps the file consumer out of folders that are links. */
final class StableFilesFilter implements GenericFileFilter<File> {

    private static final Logger LOG = LoggerFactory.getLogger(StableFilesFilter.class);

    private final StableFiles stableFiles;
    private final DropFolder drop;
    private final UnreadableFileNames names;
    private final LeftoverFiles leftovers;
    private final int filesPerScan;
    private final Map<Path, Integer> taken = new ConcurrentHashMap<>();
    private volatile boolean linked;

    StableFilesFilter(IntakeSettings settings, StableFiles stableFiles, DropFolder drop) {
        this.stableFiles = stableFiles;
        this.drop = drop;
        this.names = new UnreadableFileNames(stableFiles);
        this.leftovers = new LeftoverFiles(stableFiles.clock());
        this.filesPerScan = settings.filesPerScan();
    }

    @Override
    public boolean accept(GenericFile<File> file) {
        if (isLinked()) {
            return false;
        }
        Path path = drop.absolutePath(file.getFile());
        if (!file.isDirectory()) {
            return file(path);
        }
        if (Files.isSymbolicLink(path)) {
            refuse(path);
            return false;
        }
        if (UnreadableFileNames.hasBackslash(path)) {
            names.renameIn(Objects.requireNonNull(path.getParent()));
            return false;
        }
        taken.put(path, 0);
        leftovers.lookIn(path);
        return !FileNames.nameOf(path).startsWith(".");
    }

    /** Takes a limited number of files of a folder in one scan and does not look at the others, so that every folder has its turn. */
    private boolean file(Path path) {
        Path folder = Objects.requireNonNull(path.getParent());
        if (taken.getOrDefault(folder, 0) >= filesPerScan) {
            return false;
        }
        boolean stable = stableFiles.isStable(path);
        if (stable && !UnreadableFileNames.hasBackslash(path)) {
            taken.computeIfPresent(folder, (same, number) -> number + 1);
            return true;
        }
        if (stable || UnreadableFileNames.isReplacement(path)) {
            names.renameIn(folder);
        }
        return false;
    }

    /** Returns whether the place of {@code in/} has a link; that is logged when it is seen first. */
    private boolean isLinked() {
        boolean now = Files.isSymbolicLink(drop.in());
        if (now && !linked) {
            LOG.error("{} is a symbolic link, which the hub does not follow; put a real folder there", drop.in());
        }
        linked = now;
        return now;
    }

    private void refuse(Path link) {
        try {
            drop.moveToFailed(link, List.of(Finding.error("NOT_A_FILE", "$", Wording.of("NOT_A_FILE.link"))));
        } catch (IOException e) {
            LOG.error(
                    "A link among the folders in {} is not followed and cannot be removed: {}",
                    drop.in(),
                    e.getClass().getSimpleName());
        }
    }
}
