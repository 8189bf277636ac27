package org.hospitalhub.intake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * Attributes that change when a file is modified or replaced. Links are not followed.
 *
 * @param inode the file system's own key, null where it has none
 */
record FileVersion(
        boolean regular,
        long size,
        FileTime modified,
        @Nullable Object inode) {

    static FileVersion of(Path file) throws IOException {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return new FileVersion(now.isRegularFile(), now.size(), now.lastModifiedTime(), now.fileKey());
    }
}
