package org.hospitalhub.calls.media;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the field that an error names: a JSON path for a field of the payload, else the service's notation. */
final class ErrorPath {

    private static final List<String> PATHS = List.of(
            "expression",
            "location",
            "field",
            "propertyName",
            "property",
            "propertyPath",
            "pointer",
            "path",
            "entry",
            "source",
            "param",
            "name");
    private static final List<String> OF_WHOLE =
            List.of("expression", "location", "field", "propertyName", "property", "propertyPath", "pointer");
    private static final Pattern FIRST = Pattern.compile("^([^.\\[/]{1,200})(?=[.\\[/]|$)");
    private static final Pattern INDEX = Pattern.compile("/(\\d{1,6})(?=/|$)");
    private static final int LONGEST = 1_000;

    private final Predicate<String> ours;

    ErrorPath(Predicate<String> ours) {
        this.ours = ours;
    }

    /** Returns the path that one of several errors names, {@code $} for none. */
    String of(JsonNode item) {
        return of(ErrorFields.first(item, PATHS));
    }

    /** Returns the path that a whole answer names; a path with a slash is the address of the call and does not count. */
    String ofWhole(JsonNode answer) {
        String path = ErrorFields.text(answer, "path");
        String place = ErrorFields.first(answer, OF_WHOLE);
        return of(place.isEmpty() && !path.startsWith("/") ? path : place);
    }

    String of(String place) {
        if (place.isEmpty() || place.length() > LONGEST) {
            return place.isEmpty() ? "$" : place;
        }
        boolean pointer = place.startsWith("/") || place.startsWith("#/");
        String bare = pointer ? place.substring(place.indexOf('/') + 1) : place;
        Matcher first = FIRST.matcher(bare);
        if (!first.find() || !ours.test(first.group(1))) {
            return place;
        }
        return "$." + (pointer ? INDEX.matcher(bare).replaceAll("[$1]").replace('/', '.') : bare);
    }
}
