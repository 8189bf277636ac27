package org.hospitalhub.intake;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.hospitalhub.rules.Wording;

/** A dropped file, opened once, so that all passes read the same file even if another file gets its name. */
final class DroppedFile implements Closeable {

    private static final int BUFFER = 1 << 16;

    private final Path path;
    private final FileVersion version;
    private final FileChannel channel;

    private DroppedFile(Path path, FileVersion version, FileChannel channel) {
        this.path = path;
        this.version = version;
        this.channel = channel;
    }

    /** Opens a regular file for reading; does not follow links or wait for pipes. */
    static DroppedFile open(Path path) throws IOException {
        FileVersion version = FileVersion.of(path);
        if (!version.regular()) {
            throw new UnreadableFileException("NOT_A_FILE", Wording.of("NOT_A_FILE"));
        }
        return new DroppedFile(
                path, version, FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    Path path() {
        return path;
    }

    FileVersion version() {
        return version;
    }

    String name() {
        return FileNames.nameOf(path);
    }

    /** Returns the ending in lower case, empty when there is none. */
    String extension() {
        return FileNames.extension(name());
    }

    /** Throws when the file was changed or replaced since it was opened. */
    void requireUnchanged() throws IOException {
        if (!Objects.equals(version, FileVersion.of(path))) {
            throw new ChangedException();
        }
    }

    InputStream newInputStream(long from) {
        return new BufferedInputStream(new ChannelInputStream(from), BUFFER);
    }

    byte[] bytes(long from, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, from + buffer.position()) < 0) {
                throw new EOFException("the file became shorter");
            }
        }
        return buffer.array();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Thrown when the file was changed while it was read; it is read again at the next scan. */
    static final class ChangedException extends IOException {}

    /** A stream with a position of its own, so that several streams can read the same channel. */
    private final class ChannelInputStream extends InputStream {
        private long at;

        ChannelInputStream(long from) {
            this.at = from;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int count = channel.read(ByteBuffer.wrap(target, offset, length), at);
            at += Math.max(0, count);
            return count;
        }
    }
}
