package org.hospitalhub.service.definition;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The content of a service's folder at the time of reading.
 *
 * @param name name of the folder, and of the service
 * @param inTheJar whether it is in the jar
 * @param files texts by their path below the folder: {@code service.yaml}, {@code routes/ecard-submit.camel.yaml}
 */
public record ServiceFolder(String name, boolean inTheJar, Map<String, String> files) {

    /** Name of the file that makes a folder a service. */
    public static final String DEFINITION = "service.yaml";

    /** Keeps a copy. */
    public ServiceFolder {
        files = Map.copyOf(files);
    }

    /** Returns the text of a file, null when there is none. */
    public @Nullable String text(String file) {
        return files.get(file);
    }

    /** Returns the name of a file of this folder for messages. */
    public String label(String file) {
        return name + "/" + file;
    }
}
