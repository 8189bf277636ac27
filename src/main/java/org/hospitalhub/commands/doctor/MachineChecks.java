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
import org.hospitalhub.commands.console.HubLauncher;
import org.hospitalhub.rules.Finding;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** Checks what a hub needs of its own machine: settings, locale, disk, routes and ports. */
final class MachineChecks {

    private static final long LITTLE = 1L << 30;
    private static final long TOO_LITTLE = 100L << 20;
    private static final int CONNECT_MILLIS = 3_000;

    private final HubLauncher.Configured hub;
    private final Environment settings;

    MachineChecks(HubLauncher.Configured hub) {
        this.hub = hub;
        this.settings = hub.settings();
    }

    List<CheckResult> all() {
        List<CheckResult> checks = new ArrayList<>();
        List<Finding> findings = hub.findings();
        findings.forEach(finding -> checks.add(check(finding)));
        if (findings.isEmpty()) {
            checks.add(CheckResult.ok("settings", "the hub can start with them"));
        }
        checks.add(encoding(System.getProperty("sun.jnu.encoding", "UTF-8")));
        checks.add(disk("hub.data-dir"));
        checks.add(disk("hub.intake.drop-dir"));
        checks.add(routes());
        checks.addAll(ports());
        return checks;
    }

    private static CheckResult check(Finding finding) {
        String advice = "Correct it; config/ lists all settings.";
        return finding.refuses()
                ? CheckResult.error(finding.path(), finding.message(), advice)
                : CheckResult.warning(finding.path(), finding.message(), advice);
    }

    /** Java takes the encoding of file names from the locale. */
    static CheckResult encoding(String encoding) {
        return encoding.equalsIgnoreCase("UTF-8")
                ? CheckResult.ok("file names", "read as " + encoding)
                : CheckResult.warning(
                        "file names",
                        "read as " + encoding + ": files with Cyrillic names cannot be opened",
                        "Start the hub with LANG=C.UTF-8.");
    }

    private CheckResult disk(String setting) {
        Path folder = Path.of(settings.getProperty(setting, "."));
        try {
            Path probe = Files.createTempFile(folder, ".doctor", ".probe");
            Files.delete(probe);
            return space(setting, folder, Files.getFileStore(folder).getUsableSpace());
        } catch (IOException cannot) {
            return CheckResult.error(
                    setting,
                    folder + " is not writable for this user",
                    "Make the hub's user the owner of the folder, or change " + setting + ".");
        }
    }

    static CheckResult space(String setting, Path folder, long free) {
        String found = "%s, %d MB free".formatted(folder, free >> 20);
        if (free >= LITTLE) {
            return CheckResult.ok(setting, found);
        }
        String advice = "Free space: on a full disk the hub accepts no orders; accepted ones are not lost.";
        return free < TOO_LITTLE
                ? CheckResult.error(setting, found, advice)
                : CheckResult.warning(setting, found, advice);
    }

    private CheckResult routes() {
        Path folder = Path.of(settings.getProperty("hub.routes-dir", "routes"));
        try {
            if (!Files.isDirectory(folder)) {
                int inside = new PathMatchingResourcePatternResolver()
                        .getResources("classpath:routes/*/*.camel.yaml")
                        .length;
                return CheckResult.ok("routes", inside + " in the jar; the folder " + folder + " does not exist");
            }
            try (Stream<Path> files = Files.walk(folder.toRealPath())) {
                long found = files.filter(file -> file.toString().endsWith(".camel.yaml"))
                        .count();
                return found == 0
                        ? CheckResult.error(
                                "routes", folder + " contains none", "Copy them from the jar or remove the folder.")
                        : CheckResult.ok("routes", found + " in " + folder + ", which replace those in the jar");
            }
        } catch (IOException | UncheckedIOException unreadable) {
            return CheckResult.error("routes", folder + " cannot be read", "Make it readable for this user.");
        }
    }

    private List<CheckResult> ports() {
        List<CheckResult> checks = new ArrayList<>();
        String web = settings.getProperty("server.address", "127.0.0.1");
        int port = number("server.port", 8080);
        boolean running = port > 0 && answers(web, port);
        checks.add(
                running
                        ? CheckResult.ok(
                                "web port", web + ":" + port + " is in use by a running hub or another program")
                        : own("web port", web, port, "server.port"));
        String broker = settings.getProperty("hub.jms.broker-url", "").strip();
        if (!broker.isEmpty()) {
            checks.add(outsideBroker(broker));
        } else if (settings.getProperty("hub.jms.user", "").isBlank()) {
            checks.add(CheckResult.skipped(
                    "broker", "the embedded broker opens no port without hub.jms.user and password"));
        } else {
            String address = settings.getProperty("hub.jms.address", "127.0.0.1");
            int jms = number("hub.jms.port", 61616);
            checks.add(
                    running && answers(address, jms)
                            ? CheckResult.ok("broker", address + ":" + jms + " answers")
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

    /** Returns the check that a port of the hub is free. */
    private static CheckResult own(String name, String address, int port, String setting) {
        try (ServerSocket free = new ServerSocket()) {
            free.setReuseAddress(true);
            free.bind(new InetSocketAddress(address, port));
            return CheckResult.ok(name, address + ":" + port + " is free for the hub");
        } catch (IOException taken) {
            return CheckResult.error(
                    name,
                    address + ":" + port
                            + " cannot be opened: another program uses it, or the address is not on this machine",
                    "Stop that program or change " + setting + ".");
        }
    }

    private static CheckResult outsideBroker(String url) {
        // User and password may stand in a query: only host and port are shown.
        String first = url.replaceAll("^[^(]*\\(", "").replaceAll("[,)].*$", "");
        try {
            URI broker = URI.create(first);
            String where = broker.getHost() + ":" + broker.getPort();
            return broker.getHost() != null && answers(broker.getHost(), broker.getPort())
                    ? CheckResult.ok("broker", where + " answers")
                    : CheckResult.error(
                            "broker",
                            where + " does not answer",
                            "Check that the broker runs, that hub.jms.broker-url is right and that no firewall blocks it.");
        } catch (IllegalArgumentException unreadable) {
            return CheckResult.error("broker", "hub.jms.broker-url cannot be read", "Write it as tcp://host:61616.");
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
