package org.hospitalhub.wiring.routing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * The content of a route file at the time of reading.
 *
 * @param name path below the routes folder, {@code n3/n3-call.camel.yaml}
 */
public record RouteFile(String name, String text) {

    private static final String ENDING = ".camel.yaml";

    /** Returns the route files of the folder, or of the jar when there is no such folder, sorted by name. */
    static List<RouteFile> all(Path folder) {
        try {
            return Files.isDirectory(folder) ? inFolder(folder.toRealPath()) : carried();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the routes in " + folder + " cannot be read", unreadable);
        }
    }

    private static List<RouteFile> inFolder(Path folder) throws IOException {
        List<RouteFile> files = new ArrayList<>();
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path file : found.filter(path -> path.toString().endsWith(ENDING))
                    .sorted()
                    .toList()) {
                files.add(new RouteFile(folder.relativize(file).toString(), Files.readString(file)));
            }
        }
        return files;
    }

    /** Returns the route files of the jar. */
    static List<RouteFile> inTheJar() {
        try {
            return carried();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the routes in the jar cannot be read", unreadable);
        }
    }

    private static List<RouteFile> carried() throws IOException {
        List<RouteFile> files = new ArrayList<>();
        for (var resource : new PathMatchingResourcePatternResolver().getResources("classpath:routes/*/*" + ENDING)) {
            String address = resource.getURL().toString();
            files.add(new RouteFile(
                    address.substring(address.lastIndexOf("/routes/") + "/routes/".length()),
                    resource.getContentAsString(StandardCharsets.UTF_8)));
        }
        return files;
    }

    /** Returns the id of the file's route or route configuration, which by convention is the file's name. */
    public String id() {
        String file = name.substring(name.lastIndexOf('/') + 1);
        return file.substring(0, file.length() - ENDING.length());
    }

    /** Returns the name of its folder. */
    String room() {
        return name.substring(0, Math.max(0, name.indexOf('/')));
    }

    /** Returns whether it contains a route configuration. */
    boolean isConfiguration() {
        return name.startsWith("failure/");
    }

    /** Returns whether it contains a route template. */
    boolean isTemplate() {
        return text.contains("- routeTemplate:");
    }

    /** Returns the position in the order of loading: configurations, templates, routes. */
    int order() {
        return isConfiguration() ? 0 : isTemplate() ? 1 : 2;
    }

    /** Returns the resource that Camel loads, with this text even if the file has changed. */
    public Resource resource() {
        return ResourceHelper.fromString(name, text);
    }
}
