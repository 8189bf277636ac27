package org.hospitalhub.wiring.routing;

import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/** The settings that routes use, including derived ones: {@code hub.n3.endpoint} from {@code hub.n3.base-url}. */
public final class RouteSettings {

    private static final String NOWHERE = "http://service.is.off.invalid";

    private RouteSettings() {}

    /** Returns the value of a setting in the running hub, also of a derived one; null when there is none. */
    public static @Nullable String value(Environment settings, String name) {
        String service = name.replaceAll("^hub\\.(.*)\\.endpoint$", "$1");
        return service.equals(name)
                ? settings.getProperty(name)
                : endpoint(settings.getProperty("hub." + service + ".base-url", ""));
    }

    /** Returns a base URL without trailing slashes; an invalid address when it is blank. */
    public static String endpoint(String baseUrl) {
        String url = baseUrl.strip();
        while (url.endsWith("/")) {
            url = url.substring(0, url.length() - 1);
        }
        return url.isEmpty() ? NOWHERE : url;
    }
}
