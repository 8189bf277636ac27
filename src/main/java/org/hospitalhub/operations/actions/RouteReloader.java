package org.hospitalhub.operations.actions;

import java.util.List;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/** Reloads changed route files while the hub runs. */
public interface RouteReloader {

    /**
     * Returns why routes may not be reloaded here, in words; empty when they may.
     */
    @Nullable
    Wording off();

    /**
     * Tries the route files, then drains and replaces the routes whose files changed; where one does not start, those of
     * before run again. One at a time.
     */
    Result reload();

    /** The result of a reload. */
    enum State {
        /** No file has changed. */
        UNCHANGED,
        /** The changed routes run. */
        RELOADED,
        /** The files are wrong; nothing was touched. */
        REFUSED,
        /** A route did not come to rest or did not start; the routes of before run. */
        PUT_BACK
    }

    /**
     * How it ended.
     *
     * @param files names of the files that changed
     * @param findings what is wrong, with the file as path
     * @param hash SHA-256 over the files that run now, in hexadecimal digits
     */
    record Result(State state, List<String> files, List<Finding> findings, String hash) {}
}
