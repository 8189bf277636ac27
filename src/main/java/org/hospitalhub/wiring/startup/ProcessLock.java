package org.hospitalhub.wiring.startup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file that this process has locked. The operating system releases the lock when the process ends in any way, so the holder
 * knows that no earlier holder is alive.
 */
public final class ProcessLock implements AutoCloseable {

    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Pattern ID = Pattern.compile("id ([0-9a-f-]{36})");
    private static final Pattern PROCESS = Pattern.compile("process (\\d+)");
    private static final int LONGEST = 1_000;

    private final FileChannel channel;
    private final String place;

    private ProcessLock(FileChannel channel, String place) {
        this.channel = channel;
        this.place = place;
    }

    /**
     * Locks a file, which is created when it does not exist.
     *
     * @param what name of the locked object in the message: {@code hub.data-dir = /var/lib/hub}
     * @throws StartRefusedException when another process holds it, or it cannot be locked
     */
    public static ProcessLock take(Path file, String what) {
        try {
            FileChannel channel = FileChannel.open(
                    file,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
            if (lock(channel) == null) {
                String other = process(text(channel));
                channel.close();
                throw new StartRefusedException(what + " is in use by a running hub" + other
                        + ": stop that hub, or give this one its own hub.data-dir and ledger");
            }
            return new ProcessLock(channel, place(file, id(channel)));
        } catch (IOException cannot) {
            throw new StartRefusedException(what + " cannot be locked (" + file + ", "
                    + cannot.getClass().getSimpleName()
                    + "): check that the disk is not full and that this user may write there");
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException ofThisProcess) {
            return null;
        }
    }

    private static String process(String text) {
        Matcher process = PROCESS.matcher(text);
        return process.find() ? " (process " + process.group(1) + ")" : "";
    }

    private static String text(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST);
        channel.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
    }

    /** Returns the id in the lock file, after writing the current process beside it. */
    private static String id(FileChannel channel) throws IOException {
        Matcher kept = ID.matcher(text(channel));
        String id = kept.find() ? kept.group(1) : UUID.randomUUID().toString();
        byte[] text = "id %s%nprocess %d%n"
                .formatted(id, ProcessHandle.current().pid())
                .getBytes(StandardCharsets.US_ASCII);
        channel.write(ByteBuffer.wrap(text), 0);
        channel.truncate(text.length);
        return id;
    }

    /**
     * Returns the id with inode and boot id. A copy of the folder has another inode, and a copy of the machine another boot: only
     * when all three are equal does holding the lock prove that the previous holder is dead.
     */
    private static String place(Path file, String id) {
        try {
            String whole = id + Files.getAttribute(file, "unix:ino") + Files.readString(BOOT);
            return UUID.nameUUIDFromBytes(whole.getBytes(StandardCharsets.US_ASCII))
                    .toString();
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException notLinux) {
            return UUID.randomUUID().toString();
        }
    }

    /** Returns an id that two runs share exactly if holding the lock in the later one proves that the earlier one is dead. */
    public String place() {
        return place;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
