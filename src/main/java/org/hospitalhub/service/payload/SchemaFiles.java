package org.hospitalhub.service.payload;

import org.jspecify.annotations.Nullable;

/** The files that a schema may refer to: those of its service's folder and no others. */
@FunctionalInterface
public interface SchemaFiles {

    /** Returns the text of a file by its name below the folder, null when there is none. */
    @Nullable
    String text(String file);
}
