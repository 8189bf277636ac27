package org.hospitalhub.sandbox.stub;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** Reads the folders of definitions: those of the jar, and those of a directory, which replace folders of the same name. */
final class DefinitionFiles {

    private static final String FILE = "service.yaml";
    private static final String IN_JAR = "services/";

    private final Path folder;

    DefinitionFiles(Path folder) {
        this.folder = folder;
    }

    /** Returns the names of all services that have a definition. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        try {
            for (Resource file :
                    new PathMatchingResourcePatternResolver().getResources("classpath*:services/*/" + FILE)) {
                String[] path = file.getURL().getPath().split("/");
                names.add(path[path.length - 2]);
            }
            if (Files.isDirectory(folder)) {
                try (Stream<Path> own = Files.list(folder)) {
                    own.filter(one -> Files.isRegularFile(one.resolve(FILE)))
                            .forEach(one -> names.add(one.getFileName().toString()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    /**
     * Returns the time of the last change of a definition in the directory, in milliseconds; 0 for one of the jar, -1 when there
     * is none.
     */
    long changed(String name) {
        Path own = folder.resolve(name).resolve(FILE);
        try {
            return Files.isRegularFile(own)
                    ? Files.getLastModifiedTime(own).toMillis()
                    : inJar(name, FILE) == null ? -1 : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the text of a file beside the definition, or of the definition itself. */
    String text(String name, String file) throws IOException {
        Path base = folder.resolve(name).normalize();
        Path own = base.resolve(file).normalize();
        if (Files.isRegularFile(base.resolve(FILE))) {
            if (!own.startsWith(base)) {
                throw new IOException(file + " is not in the folder of the service");
            }
            return Files.readString(own);
        }
        URL found = inJar(name, file);
        if (found == null) {
            throw new IOException(file + " is missing");
        }
        try (InputStream in = found.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    String text(String name) throws IOException {
        return text(name, FILE);
    }

    private static @Nullable URL inJar(String name, String file) {
        return DefinitionFiles.class.getClassLoader().getResource(IN_JAR + name + "/" + file);
    }
}
