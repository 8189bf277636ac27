package org.hospitalhub.service.check;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.hospitalhub.calls.tokens.HmacSignature;
import org.hospitalhub.service.definition.Authentication;
import org.hospitalhub.service.definition.Place;

/** Checks how requests are signed with a shared secret. */
final class HmacRules {

    private final Scope scope;
    private final DoorRules doors;

    HmacRules(Scope scope, DoorRules doors) {
        this.scope = scope;
        this.doors = doors;
    }

    void check(Place place, Authentication.Hmac hmac) {
        Set<String> signed = new HashSet<>(HmacSignature.PARTS);
        texts(place, "canonical", hmac.canonical(), signed);
        if (!hmac.canonical().isEmpty()) {
            signed.add(HmacSignature.CANONICAL);
        }
        texts(place, "derive", hmac.derive(), signed);
        texts(place, "sign", hmac.sign(), signed);
        Set<String> shown = new HashSet<>(signed);
        shown.addAll(HmacSignature.SIGNATURES);
        hmac.headers().forEach((name, text) -> {
            text(scope.inner(place, "headers"), name, text, shown);
            doors.headers(place, Map.of(name, without(shown, text)), true);
        });
        if (hmac.headers().values().stream()
                .noneMatch(text -> text.contains("{signature}") || text.contains("{signature-hex}"))) {
            scope.wrong(
                    place,
                    "No header holds the signature: headers: {Authorization: \"HMAC {settings.key-id}:{signature}\"}.");
        }
        if (!HmacSignature.TIMES.contains(hmac.time()) && !isPattern(hmac.time())) {
            scope.wrong(
                    place,
                    "time",
                    "time is iso, http-date, epoch, epoch-millis or a pattern such as yyyyMMdd'T'HHmmss'Z'.");
        }
    }

    private void texts(Place place, String key, List<String> texts, Set<String> parts) {
        texts.forEach(text -> text(place, key, text, parts));
    }

    private void text(Place place, String key, String text, Set<String> parts) {
        for (String name : Scope.places(text)) {
            if (name.startsWith("settings.")) {
                scope.setting(place, key, name.substring("settings.".length()), true);
            } else if (scope.isOfAccount(name)) {
                continue;
            } else if (!parts.contains(name)) {
                scope.wrong(
                        place,
                        key,
                        key + " can hold {settings.<name>} and {" + String.join("}, {", new TreeSet<>(parts))
                                + "}, not {" + name + "}.");
            }
        }
    }

    private static String without(Set<String> parts, String text) {
        String rest = text;
        for (String part : parts) {
            rest = rest.replace("{" + part + "}", "");
        }
        return rest;
    }

    private static boolean isPattern(String text) {
        try {
            return !DateTimeFormatter.ofPattern(text, Locale.ENGLISH)
                    .format(Instant.EPOCH.atOffset(ZoneOffset.UTC))
                    .isEmpty();
        } catch (IllegalArgumentException | java.time.DateTimeException none) {
            return false;
        }
    }
}
