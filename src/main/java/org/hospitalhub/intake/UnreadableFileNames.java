package org.hospitalhub.intake;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renames dropped files whose names cannot be used. Linux file systems keep names as bytes, and a share or an
 * archive of another system may leave some that are not UTF-8 (windows-1251, for one). Java lists such a file and
 * cannot open it by the listed name, so it is renamed by its bytes and then read like any other. So is a name with a
 * backslash, which an archive of Windows leaves and Camel takes for a folder.
 */
final class UnreadableFileNames {

    private static final Logger LOG = LoggerFactory.getLogger(UnreadableFileNames.class);

    private final StableFiles stableFiles;

    UnreadableFileNames(StableFiles stableFiles) {
        this.stableFiles = stableFiles;
    }

    /** Returns whether a listed name has replacement characters because the real name could not be decoded. */
    static boolean isReplacement(Path listed) {
        return FileNames.nameOf(listed).indexOf('\uFFFD') >= 0 && Files.notExists(listed, LinkOption.NOFOLLOW_LINKS);
    }

    /** Returns whether a listed name has a backslash, where that is a character like any other. */
    static boolean hasBackslash(Path listed) {
        return File.separatorChar == '/' && FileNames.nameOf(listed).indexOf('\\') >= 0;
    }

    /** Renames the stable files of a folder that have such a name. */
    void renameIn(Path folder) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path one : all) {
                if ((!isWritten(one) || hasBackslash(one))
                        && (Files.isDirectory(one, LinkOption.NOFOLLOW_LINKS) || stableFiles.isStable(one))) {
                    renameIn(folder, one);
                }
            }
        } catch (IOException e) {
            LOG.error(
                    "Could not rename a dropped file whose name cannot be used ({})",
                    e.getClass().getSimpleName());
        }
    }

    private void renameIn(Path folder, Path file) throws IOException {
        byte[] bytes = bytes(file);
        Path target = target(folder, bytes);
        try {
            Files.move(file, target);
        } catch (FileAlreadyExistsException e) {
            Files.move(file, folder.resolve(apart(FileNames.nameOf(target), bytes)));
        }
        stableFiles.forget(file);
        LOG.warn("Renamed a dropped file to {}: its name was not UTF-8 or had a backslash", LoggedFileName.of(target));
    }

    /** Returns the new path of a file. The locale sets the encoding of names; when it is ASCII, other characters are left out. */
    private static Path target(Path folder, byte[] bytes) {
        String name = text(bytes).replaceAll("[\\p{Cntrl}/\\\\\uFFFD]", "_");
        try {
            Path target = folder.resolve(name.length() * 2 > 250 ? apart(name, bytes) : name);
            if (isWritten(target)) {
                return target;
            }
        } catch (InvalidPathException e) {
            // Tried in ASCII below.
        }
        return folder.resolve(apart(name.replaceAll("[^\\x20-\\x7E]", "_"), bytes));
    }

    private static String apart(String name, byte[] bytes) {
        int dot = name.lastIndexOf('.') > 0 ? name.lastIndexOf('.') : name.length();
        return FileNames.append(name.substring(0, dot), "." + FileNames.hash(bytes) + name.substring(dot));
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, CyrillicEncodingDetector.WINDOWS_1251);
        }
    }

    /** Returns whether the decoded name is the file's real name. */
    private static boolean isWritten(Path file) {
        try {
            return file.resolveSibling(FileNames.nameOf(file)).equals(file);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** Returns the bytes of a name, which Java gives only in the file's URI. */
    private static byte[] bytes(Path file) {
        String path = file.toUri().getRawPath();
        String name = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        name = name.substring(name.lastIndexOf('/') + 1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) == '%') {
                bytes.write(Integer.parseInt(name.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.write(name.charAt(i));
            }
        }
        return bytes.toByteArray();
    }
}
