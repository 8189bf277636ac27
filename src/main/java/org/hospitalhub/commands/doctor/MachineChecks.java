package org.hospitalhub.commands.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hospitalhub.commands.console.Launch;
import org.hospitalhub.rules.Finding;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** Settings, locale, disk, routes and ports: what a hub needs of its own machine. */
final class MachineChecks {

    private static final long LITTLE = 1L << 30;
    private static final long TOO_LITTLE = 100L << 20;
    private static final int CONNECT_MILLIS = 3_000;

    private final Launch.Configured hub;
    private final Environment settings;

    MachineChecks(Launch.Configured hub) {
        this.hub = hub;
        this.settings = hub.settings();
    }

    List<Check> all() {
        List<Check> checks = new ArrayList<>();
        List<Finding> findings = hub.findings();
        findings.forEach(finding -> checks.add(check(finding)));
        if (findings.isEmpty()) {
            checks.add(Check.ok("settings", "nothing keeps the hub from starting"));
        }
        checks.add(encoding(System.getProperty("sun.jnu.encoding", "UTF-8")));
        checks.add(disk("hub.data-dir"));
        checks.add(disk("hub.intake.drop-dir"));
        checks.add(routes());
        checks.addAll(ports());
        return checks;
    }

    private static Check check(Finding finding) {
        String advice = "Mend it; config/application.yaml tells every setting.";
        return finding.refuses()
                ? Check.error(finding.path(), finding.message(), advice)
                : Check.warning(finding.path(), finding.message(), advice);
    }

    /** Java takes the encoding of file names from the locale. */
    static Check encoding(String encoding) {
        return encoding.equalsIgnoreCase("UTF-8")
                ? Check.ok("file names", "read as " + encoding)
                : Check.warning(
                        "file names",
                        "read as " + encoding + ": files with Cyrillic names cannot be opened",
                        "Start the hub with LANG=C.UTF-8.");
    }

    private Check disk(String setting) {
        Path folder = Path.of(settings.getProperty(setting, "."));
        try {
            Path probe = Files.createTempFile(folder, ".doctor", ".probe");
            Files.delete(probe);
            return space(setting, folder, Files.getFileStore(folder).getUsableSpace());
        } catch (IOException cannot) {
            return Check.error(
                    setting,
                    folder + " cannot be written to by this user",
                    "Give the folder to the user that the hub runs as, or change " + setting + ".");
        }
    }

    static Check space(String setting, Path folder, long free) {
        String found = "%s, %d MB free".formatted(folder, free >> 20);
        if (free >= LITTLE) {
            return Check.ok(setting, found);
        }
        String advice = "Free space: a full disk stops the hub from accepting, nothing accepted is lost.";
        return free < TOO_LITTLE ? Check.error(setting, found, advice) : Check.warning(setting, found, advice);
    }

    private Check routes() {
        Path folder = Path.of(settings.getProperty("hub.routes-dir", "routes"));
        try {
            if (!Files.isDirectory(folder)) {
                int inside = new PathMatchingResourcePatternResolver()
                        .getResources("classpath:routes/*/*.camel.yaml")
                        .length;
                return Check.ok("routes", inside + " in the jar; there is no folder " + folder);
            }
            try (Stream<Path> files = Files.walk(folder.toRealPath())) {
                long found = files.filter(file -> file.toString().endsWith(".camel.yaml"))
                        .count();
                return found == 0
                        ? Check.error("routes", folder + " holds none", "Copy them from the jar or remove the folder.")
                        : Check.ok("routes", found + " in " + folder + ", which win over those in the jar");
            }
        } catch (IOException | UncheckedIOException unreadable) {
            return Check.error("routes", folder + " cannot be read", "Give this user the right to read it.");
        }
    }

    private List<Check> ports() {
        List<Check> checks = new ArrayList<>();
        String web = settings.getProperty("server.address", "127.0.0.1");
        int port = number("server.port", 8080);
        boolean running = port > 0 && answers(web, port);
        checks.add(
                running
                        ? Check.ok("web port", web + ":" + port + " answers: a hub is running, or something else is")
                        : own("web port", web, port, "server.port"));
        String broker = settings.getProperty("hub.jms.broker-url", "").strip();
        if (!broker.isEmpty()) {
            checks.add(outsideBroker(broker));
        } else if (settings.getProperty("hub.jms.user", "").isBlank()) {
            checks.add(Check.skipped("broker", "the embedded broker opens no port without hub.jms.user and password"));
        } else {
            String address = settings.getProperty("hub.jms.address", "127.0.0.1");
            int jms = number("hub.jms.port", 61616);
            checks.add(
                    running && answers(address, jms)
                            ? Check.ok("broker", address + ":" + jms + " answers")
                            : own("broker", address, jms, "hub.jms.port"));
        }
        return checks;
    }

    private int number(String setting, int usual) {
        try {
            return Integer.parseInt(
                    settings.getProperty(setting, String.valueOf(usual)).strip());
        } catch (NumberFormatException unreadable) {
            return usual;
        }
    }

    /** A port the hub will open must be free. */
    private static Check own(String name, String address, int port, String setting) {
        try (ServerSocket free = new ServerSocket()) {
            free.setReuseAddress(true);
            free.bind(new InetSocketAddress(address, port));
            return Check.ok(name, address + ":" + port + " is free for the hub");
        } catch (IOException taken) {
            return Check.error(
                    name,
                    address + ":" + port + " cannot be opened: another program has it, or this machine no such address",
                    "End that program or change " + setting + ".");
        }
    }

    private static Check outsideBroker(String url) {
        // User and password may stand in a query: only host and port are told.
        String first = url.replaceAll("^[^(]*\\(", "").replaceAll("[,)].*$", "");
        try {
            URI broker = URI.create(first);
            String where = broker.getHost() + ":" + broker.getPort();
            return broker.getHost() != null && answers(broker.getHost(), broker.getPort())
                    ? Check.ok("broker", where + " answers")
                    : Check.error(
                            "broker",
                            where + " does not answer",
                            "Is the broker running, is hub.jms.broker-url right, does a firewall stand between?");
        } catch (IllegalArgumentException unreadable) {
            return Check.error("broker", "hub.jms.broker-url cannot be read", "Write it as tcp://host:61616.");
        }
    }

    private static boolean answers(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
            return true;
        } catch (IOException | IllegalArgumentException silent) {
            return false;
        }
    }
}
