package org.hospitalhub.rules;

import java.util.ArrayList;
import java.util.List;

/** Gathers everything that is wrong with one payload, so that it is said at once. Not for use by several threads. */
public final class Findings {

    private final List<Finding> all = new ArrayList<>();

    /** Adds a finding that refuses the order, in words that are not translated. */
    public void error(String code, String path, String message) {
        all.add(Finding.error(code, path, message));
    }

    /** Adds a finding that refuses the order. */
    public void error(String code, String path, Wording wording) {
        all.add(Finding.error(code, path, wording));
    }

    /** Adds a finding that lets the order go on. */
    public void warning(String code, String path, Wording wording) {
        all.add(Finding.warning(code, path, wording));
    }

    /** Returns whether one of them refuses the order. */
    public boolean refuses() {
        return all.stream().anyMatch(Finding::refuses);
    }

    /** Returns all findings in the order they were made, as an unchanging copy. */
    public List<Finding> all() {
        return List.copyOf(all);
    }
}
