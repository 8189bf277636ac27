package org.hospitalhub.service.payload;

import org.jspecify.annotations.Nullable;

/** The files to which a schema may refer: those of its service's folder. */
@FunctionalInterface
public interface SchemaFiles {

    /** Returns the text of a file by its path below the folder, null when there is none. */
    @Nullable
    String text(String file);
}
