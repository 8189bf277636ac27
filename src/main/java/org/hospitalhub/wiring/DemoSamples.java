package org.hospitalhub.wiring;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;

/** Drops the sample orders of the demo into the drop folder, and prints what to open. */
@Component
@Profile("demo")
class DemoSamples {

    private static final Logger log = LoggerFactory.getLogger("org.hospitalhub.demo");

    private final Path dropDir;
    private final int port;
    private final int sandboxPort;
    private final Operations operations;
    private final InstantSource clock;

    DemoSamples(
            @Value("${hub.intake.drop-dir}") Path dropDir,
            @Value("${server.port}") int port,
            @Value("${hub.sandbox.port:8090}") int sandboxPort,
            Operations operations,
            InstantSource clock) {
        this.operations = operations;
        this.clock = clock;
        this.dropDir = dropDir;
        this.port = port;
        this.sandboxPort = sandboxPort;
    }

    /** Runs when the hub has started. */
    @EventListener(ApplicationReadyEvent.class)
    void welcome() throws IOException {
        dropSamples();
        log.info("""


                Hospital Hub is running with its sandbox; nothing leaves this machine.

                  screens     http://localhost:{}/               operator / operator   (also integrator, auditor, admin)
                  inspection  http://localhost:{}/actuator/hawtio   admin / admin
                  sandbox     http://localhost:{}/sandbox/
                  samples     were dropped into {}
                  answers     appear within a minute in {}

                """, port, port, sandboxPort, dropDir.resolve("in"), dropDir.resolve("out"));
    }

    /** Drops the samples. Resource names are {@code <operation>.<file>}; a sample is written beside its folder and then moved into it. */
    private void dropSamples() throws IOException {
        List<String> longestFirst = operations.all().stream()
                .map(Operation::name)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        for (Resource sample : new PathMatchingResourcePatternResolver().getResources("classpath:demo/*")) {
            String name = sample.getFilename();
            if (name == null) {
                continue;
            }
            for (String operation : longestFirst) {
                if (name.startsWith(operation + ".")) {
                    drop(sample, operation, name.substring(operation.length() + 1));
                }
            }
        }
    }

    private void drop(Resource sample, String operation, String file) throws IOException {
        Path folder = Files.createDirectories(dropDir.resolve("in").resolve(operation));
        Path hidden = folder.resolve("." + file);
        try (InputStream content = sample.getInputStream()) {
            byte[] bytes = content.readAllBytes();
            Files.write(hidden, file.endsWith(".json") ? nextYear(bytes) : bytes);
        }
        Files.move(hidden, folder.resolve(file), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Returns the sample with contract dates in the next year. */
    private byte[] nextYear(byte[] sample) {
        String year = String.valueOf(
                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).getYear() + 1);
        return new String(sample, StandardCharsets.UTF_8)
                .replace("${year+1}", year)
                .getBytes(StandardCharsets.UTF_8);
    }
}
