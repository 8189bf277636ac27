package org.hospitalhub.service.definition;

/**
 * A position in a definition.
 *
 * @param file path below the services folder, {@code ecard/service.yaml}
 * @param line from 1
 */
public record Place(String file, int line) {

    /** Returns file and line, as in a finding's path. */
    @Override
    public String toString() {
        return file + ":" + line;
    }
}
