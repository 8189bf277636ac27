package org.hospitalhub.service.definition;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** Reads the folders of services: those of the jar, and those of a directory, which replace folders of the same name. */
public final class ServiceFolders {

    private static final String ROOT = "services/";
    private static final long LARGEST_FILE = 4L << 20;

    private ServiceFolders() {}

    /**
     * Reads every folder that holds a {@code service.yaml}, sorted by name.
     *
     * @param directory {@code hub.services-dir}; may be missing
     */
    public static List<ServiceFolder> read(Path directory) {
        Map<String, ServiceFolder> folders = new TreeMap<>();
        try {
            inTheJar().forEach(folder -> folders.put(folder.name(), folder));
            // An unchanged copy of a folder of the jar counts as the jar's.
            inDirectory(directory).stream()
                    .filter(folder -> !folders.containsKey(folder.name())
                            || !folders.get(folder.name()).files().equals(folder.files()))
                    .forEach(folder -> folders.put(folder.name(), folder));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the services in " + directory + " cannot be read", unreadable);
        }
        return List.copyOf(folders.values());
    }

    /** Reads the folders in the jar. */
    public static List<ServiceFolder> inTheJar() throws IOException {
        Map<String, Map<String, String>> files = new TreeMap<>();
        for (Resource resource : new PathMatchingResourcePatternResolver().getResources("classpath*:services/*/**")) {
            String address = resource.getURL().toString();
            String path = address.substring(address.lastIndexOf("/" + ROOT) + 1 + ROOT.length());
            int slash = path.indexOf('/');
            if (slash > 0 && !path.endsWith("/") && resource.isReadable() && resource.contentLength() <= LARGEST_FILE) {
                files.computeIfAbsent(path.substring(0, slash), name -> new TreeMap<>())
                        .put(path.substring(slash + 1), resource.getContentAsString(StandardCharsets.UTF_8));
            }
        }
        return files.entrySet().stream()
                .filter(folder -> folder.getValue().containsKey(ServiceFolder.DEFINITION))
                .map(folder -> new ServiceFolder(folder.getKey(), true, folder.getValue()))
                .toList();
    }

    private static List<ServiceFolder> inDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(directory.toRealPath())) {
            return folders.filter(folder -> Files.isRegularFile(folder.resolve(ServiceFolder.DEFINITION)))
                    .map(ServiceFolders::folder)
                    .toList();
        }
    }

    /** Reads one folder, wherever it is. */
    public static ServiceFolder folder(Path folder) {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.size(file) <= LARGEST_FILE) {
                    texts.put(
                            folder.relativize(file).toString().replace('\\', '/'),
                            new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the service in " + folder + " cannot be read", unreadable);
        }
        return new ServiceFolder(folder.getFileName().toString(), false, texts);
    }
}
