package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A compiled text with names in braces such as {@code {order.id}}. Settings, including secrets, are inserted when it is compiled;
 * braces in their values are not names.
 */
final class Text {

    private static final Pattern PLACE = Pattern.compile("\\{([A-Za-z][A-Za-z0-9_.-]*)}");

    private static final Pattern SETTING = Pattern.compile("(?:settings|account)[.]");

    private final List<String> constants = new ArrayList<>();
    private final List<String> places = new ArrayList<>();

    private Text() {}

    static Text of(String text, SettingValues settings) {
        Text compiled = new Text();
        Matcher matcher = PLACE.matcher(text);
        int end = 0;
        while (matcher.find()) {
            if (!SETTING.matcher(matcher.group(1)).lookingAt()) {
                compiled.constants.add(settings.resolve(text.substring(end, matcher.start())));
                compiled.places.add(matcher.group(1));
                end = matcher.end();
            }
        }
        compiled.constants.add(settings.resolve(text.substring(end)));
        return compiled;
    }

    /** Returns the text with values; null when one of them is missing. */
    @Nullable
    String render(Scope scope) {
        if (places.isEmpty()) {
            return constants.get(0);
        }
        StringBuilder text = new StringBuilder(constants.get(0));
        for (int at = 0; at < places.size(); at++) {
            JsonNode value = scope.named(places.get(at));
            if (value == null || !value.isValueNode()) {
                return null;
            }
            text.append(value.asText()).append(constants.get(at + 1));
        }
        return text.toString();
    }
}
