package org.hospitalhub.intake;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;
import org.hospitalhub.rules.Finding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The skin between Camel's file consumer and {@link SettledFiles}; keeps the consumer out of folders that are links. */
final class SettledFilesFilter implements GenericFileFilter<File> {

    private static final Logger LOG = LoggerFactory.getLogger(SettledFilesFilter.class);

    private final SettledFiles settled;
    private final DropFolder drop;

    SettledFilesFilter(SettledFiles settled, DropFolder drop) {
        this.settled = settled;
        this.drop = drop;
    }

    @Override
    public boolean accept(GenericFile<File> file) {
        Path path = drop.path(file.getFile());
        if (!file.isDirectory()) {
            return settled.settled(path);
        }
        if (Files.isSymbolicLink(path)) {
            refuse(path);
            return false;
        }
        return !FileNames.of(path).startsWith(".");
    }

    private void refuse(Path link) {
        try {
            drop.failed(
                    link,
                    List.of(Finding.error(
                            "NOT_A_FILE", "$", "A folder that is a link is not followed; it was removed.")));
        } catch (IOException e) {
            LOG.error(
                    "A link among the folders in {} is not followed and cannot be removed: {}",
                    drop.in(),
                    e.getClass().getSimpleName());
        }
    }
}
