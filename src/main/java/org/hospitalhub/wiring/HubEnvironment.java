package org.hospitalhub.wiring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hospitalhub.service.ServiceBeans;
import org.hospitalhub.service.ServiceRegister;
import org.hospitalhub.wiring.routing.RouteCheck;
import org.hospitalhub.wiring.services.ServicesConfiguration;
import org.hospitalhub.wiring.settings.StartChecks;
import org.hospitalhub.wiring.startup.NodeName;
import org.hospitalhub.wiring.startup.StartRefusedException;
import org.hospitalhub.wiring.storage.DataFolder;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Settings that follow from other settings: where the routes are.
 *
 * <p>Runs after the configuration files were read.
 */
public final class HubEnvironment implements EnvironmentPostProcessor, Ordered {

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (!application.getAllSources().contains(HospitalHub.class)) {
            return; // the sandbox alone, or a test of one room
        }
        Map<String, Object> derived = Map.of(
                "camel.main.routes-include-pattern", routes(environment.getProperty("hub.routes-dir", "routes")));
        ServiceRegister services = ServicesConfiguration.read(environment, InstantSource.system(), ServiceBeans.NONE);
        environment.getPropertySources().addLast(new MapPropertySource("hub-derived", derived));
        StartChecks.check(environment);
        refuseUnless(new RouteCheck(environment::getProperty, services).wrong(folder(environment)));
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource("hub-node", Map.of("hub.node", node(environment))));
        temporary(environment);
    }

    private static Path folder(Environment environment) {
        return Path.of(environment.getProperty("hub.routes-dir", "routes"));
    }

    private static void refuseUnless(List<RouteCheck.Wrong> wrong) {
        if (!wrong.isEmpty()) {
            throw new StartRefusedException(wrong.stream()
                    .map(route -> "hub.routes-dir, %s: %s".formatted(route.file(), route.message()))
                    .toList());
        }
    }

    /** Sets the folder for temporary files to one in the data directory, where the next start can remove it. */
    private static void temporary(ConfigurableEnvironment environment) {
        String run = "run-" + UUID.randomUUID();
        Path data = Path.of(environment.getProperty("hub.data-dir", "data"));
        try {
            Path folder = DataFolder.temp(data, run).toAbsolutePath();
            Map<String, Object> places =
                    new HashMap<>(Map.of(DataFolder.RUN, run, DataFolder.TEMPORARY, folder.toString()));
            if (environment.getProperty("server.tomcat.basedir") == null) {
                places.put("server.tomcat.basedir", folder.resolve("tomcat").toString());
            }
            environment.getPropertySources().addFirst(new MapPropertySource(DataFolder.RUN, places));
            for (String library : List.of("org.sqlite.tmpdir", "io.netty.native.workdir")) {
                String set = System.getProperty(library);
                if (set == null || set.contains("/tmp/run-")) {
                    System.setProperty(library, folder.toString());
                }
            }
        } catch (IOException full) {
            throw unwritable(data, full);
        }
    }

    private static StartRefusedException unwritable(Path data, IOException full) {
        return new StartRefusedException("hub.data-dir = " + data + " is not writable ("
                + full.getClass().getSimpleName() + "): is the disk full?");
    }

    private static String node(Environment environment) {
        String given = environment.getProperty("hub.node", "").strip();
        Path data = Path.of(environment.getProperty("hub.data-dir", "data"));
        try {
            return given.isEmpty() ? NodeName.ofThisMachine(data) : given;
        } catch (IOException full) {
            throw unwritable(data, full);
        }
    }

    /**
     * Returns the location of the routes: the folder if it exists, else the jar. A symbolic link is resolved here, since Camel
     * would not follow it.
     */
    private static String routes(String directory) {
        Path folder = Path.of(directory);
        try {
            if (!Files.isDirectory(folder)) {
                return inTheJar();
            }
            return "file:" + folder.toRealPath() + "/**/*.camel.yaml";
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the routes in " + directory + " cannot be read", unreadable);
        }
    }

    /** Returns the locations of the routes in the jar one by one, because Camel's search does not work for folders in a nested jar. */
    private static String inTheJar() throws IOException {
        return Stream.of(new PathMatchingResourcePatternResolver().getResources("classpath:routes/*/*.camel.yaml"))
                .map(HubEnvironment::address)
                .map(address -> "classpath:" + address.substring(address.lastIndexOf("/routes/") + 1))
                .collect(Collectors.joining(","));
    }

    private static String address(Resource resource) {
        try {
            return resource.getURL().toString();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("a route in the jar cannot be read", unreadable);
        }
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
