package org.hospitalhub.ledger;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The uptime of this machine: it cannot be set, and it continues over restarts of the hub and while the machine
 * sleeps.
 *
 * @param boot names the boot; another one has another name
 * @param millis since that boot
 */
public record Uptime(String boot, long millis) {

    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path UPTIME = Path.of("/proc/uptime");

    /** Reads it from Linux; null if unavailable; time between two starts can then not be proven. */
    public static @Nullable Uptime read() {
        try {
            String seconds = Files.readString(UPTIME).split(" ", 2)[0];
            return new Uptime(
                    Files.readString(BOOT).strip(),
                    new BigDecimal(seconds).movePointRight(3).longValue());
        } catch (IOException | NumberFormatException | SecurityException unknown) {
            return null;
        }
    }
}
