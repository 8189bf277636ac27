package org.hospitalhub.wiring.startup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The default of {@code hub.node}: the machine's name, or one that is generated once and stored. */
public final class NodeName {

    private static final Path HOSTNAME = Path.of("/etc/hostname");
    private static final String FILE = "node-name";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    /** Names that do not identify a machine. */
    private static final Set<String> NOBODY = Set.of("localhost", "localhost.localdomain", "hub");

    private NodeName() {}

    /** Returns the name; a generated one is stored in the data directory. */
    public static String ofThisMachine(Path data) throws IOException {
        return ofThisMachine(HOSTNAME, data);
    }

    /** Returns the machine's name from a file, else a generated name that is stored in the data directory. */
    public static String ofThisMachine(Path hostname, Path data) throws IOException {
        Path file = data.resolve(FILE);
        Optional<String> known = name(hostname).or(() -> name(file));
        if (known.isPresent()) {
            return known.get();
        }
        byte[] random = new byte[4];
        new SecureRandom().nextBytes(random);
        String made = "hub-" + HexFormat.of().formatHex(random);
        Files.writeString(file, made + "\n");
        return made;
    }

    /** Returns the name without generating one, for commands that change nothing. */
    public static String knownOfThisMachine(Path data) {
        return name(HOSTNAME).or(() -> name(data.resolve(FILE))).orElse("hub");
    }

    private static Optional<String> name(Path file) {
        try {
            return Optional.of(Files.readString(file).strip())
                    .filter(name -> NAME.matcher(name).matches() && !NOBODY.contains(name));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}
