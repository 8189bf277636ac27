package org.hospitalhub.wiring.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.security.web.util.matcher.IpAddressMatcher;

/** Finds settings of Spring and of the web server that would weaken the hub's security. */
final class UnsafeSettings {

    /** Loggers that write every request and answer: headers with tokens, bodies with patient data. */
    private static final Pattern WIRE = Pattern.compile(
            "org\\.apache\\.(hc|http|coyote|tomcat)(\\..*)?|.*\\.wire(\\..*)?|io\\.netty(\\..*)?|org\\.springframework\\.(web|http|jms)(\\..*)?"
                    + "|org\\.apache\\.(camel|activemq)(\\..*)?|jdk\\.httpclient(\\..*)?");

    private static final Set<String> TALKATIVE = Set.of("debug", "trace", "all");

    private UnsafeSettings() {}

    /** Returns why the hub may not start with these settings, one line each. */
    static List<String> reasons(Environment settings) {
        List<String> reasons = new ArrayList<>();
        Binder binder = Binder.get(settings);
        binder.bind("logging.level", Bindable.mapOf(String.class, String.class))
                .orElse(Map.of())
                .forEach((logger, level) -> {
                    if (WIRE.matcher(logger).matches() && TALKATIVE.contains(level.toLowerCase(Locale.ROOT))) {
                        reasons.add("logging.level." + logger + " would log tokens and patient data; use info or less");
                    }
                });
        if ("framework".equalsIgnoreCase(settings.getProperty("server.forward-headers-strategy", ""))) {
            reasons.add(
                    "server.forward-headers-strategy=framework trusts every caller; use native, and list the proxies in"
                            + " hub.trusted-proxies");
        }
        for (String proxy : binder.bind("hub.trusted-proxies", Bindable.listOf(String.class))
                .orElse(List.of())) {
            if (!proxy.isBlank() && !isNetwork(proxy.strip())) {
                reasons.add(
                        "hub.trusted-proxies: " + proxy + " is neither an address nor a network such as 10.1.0.0/16");
            }
        }
        return reasons;
    }

    private static boolean isNetwork(String proxy) {
        try {
            return proxy.matches("[0-9a-fA-F:.]+(/\\d{1,3})?") && Objects.nonNull(new IpAddressMatcher(proxy));
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }
}
