package org.hospitalhub.service.payload;

import java.util.regex.Pattern;

/** Writes JSON paths with any field names of a payload. */
final class JsonPaths {

    private static final Pattern PLAIN_NAME = Pattern.compile("[\\p{L}_][\\p{L}0-9_]*");
    private static final int LONGEST_NAME = 80;

    private JsonPaths() {}

    /** Returns the path of a field or an item. */
    static String child(String path, Object element) {
        if (element instanceof Integer index) {
            return path + "[" + index + "]";
        }
        String name = element.toString();
        if (PLAIN_NAME.matcher(name).matches() && name.length() <= LONGEST_NAME) {
            return path + "." + name;
        }
        String safe = name.replaceAll("[\\p{C}'\\\\]", "?");
        return path + "['" + (safe.length() > LONGEST_NAME ? safe.substring(0, LONGEST_NAME) + "…" : safe) + "']";
    }
}
