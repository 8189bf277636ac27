package org.hospitalhub.service.definition;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files of a service's folder as they stood when they were read.
 *
 * @param name name of the folder, and of the service
 * @param inTheJar whether the jar carries it
 * @param files texts by their path below the folder: {@code service.yaml}, {@code routes/ecard-submit.camel.yaml}
 */
public record ServiceFolder(String name, boolean inTheJar, Map<String, String> files) {

    /** The file that a folder is a service by. */
    public static final String DEFINITION = "service.yaml";

    /** Keeps a copy. */
    public ServiceFolder {
        files = Map.copyOf(files);
    }

    /** Returns the text of a file, null when there is none. */
    public @Nullable String text(String file) {
        return files.get(file);
    }

    /** Returns how messages name a file of this folder. */
    public String label(String file) {
        return name + "/" + file;
    }
}
