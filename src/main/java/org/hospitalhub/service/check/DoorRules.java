package org.hospitalhub.service.check;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.hospitalhub.cms.RequiredTimeStamps;
import org.hospitalhub.service.definition.Authentication;
import org.hospitalhub.service.definition.Door;
import org.hospitalhub.service.definition.Limit;
import org.hospitalhub.service.definition.Place;
import org.hospitalhub.service.definition.Sign;
import org.hospitalhub.service.definition.StepDefinition;
import org.hospitalhub.service.definition.TimeStamps;
import org.hospitalhub.service.expression.Patterns;
import org.hospitalhub.service.expression.WrongExpressionException;
import org.hospitalhub.service.payload.SpellingHint;

/** Checks doors and limits. */
final class DoorRules {

    static final List<String> MEDIA = List.of(
            "application/json",
            "application/xml",
            "text/xml",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "text/csv",
            "text/plain",
            "application/octet-stream");
    private static final List<String> ALSO = List.of("json-in-string", "single-element-array", "guillemets", "trimmed");
    private static final Set<String> OWN_HEADERS =
            Set.of("host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer");

    private final Scope scope;

    DoorRules(Scope scope) {
        this.scope = scope;
    }

    void check() {
        scope.definition().doors().values().forEach(this::check);
        scope.definition().limits().forEach(this::check);
        namesOfLimits();
        timeStamps();
        Set<String> opened = new TreeSet<>();
        steps().forEach(step -> opened.add(step.door()));
        scope.definition().doors().values().stream()
                .filter(door -> !opened.contains(door.name()))
                .forEach(door ->
                        scope.odd(door.place(), "No step uses the door " + door.name() + ": use it or remove it."));
    }

    private void timeStamps() {
        TimeStamps stamps = scope.definition().timeStamps();
        if (stamps == null) {
            return;
        }
        Place place = stamps.place();
        scope.typed(place, "time-stamps.address", stamps.address(), ValueKind.URL);
        scope.typed(place, "time-stamps.identity", stamps.identity(), ValueKind.IDENTITY);
        scope.typed(place, "time-stamps.trust", stamps.trust(), ValueKind.FILE);
        scope.typed(place, "time-stamps.time-out", stamps.timeOut(), ValueKind.DURATION);
        scope.settingsOnly(place, "time-stamps.policy", stamps.policy(), false);
        if (!stamps.hash().isEmpty() && !RequiredTimeStamps.HASHES.contains(RequiredTimeStamps.hash(stamps.hash()))) {
            scope.wrong(
                    place,
                    "hash",
                    "time-stamps.hash knows no " + stamps.hash()
                            + SpellingHint.hint(stamps.hash(), RequiredTimeStamps.HASHES));
        }
    }

    private List<StepDefinition> steps() {
        return scope.definition().operations().values().stream()
                .flatMap(operation -> operation.steps().values().stream())
                .toList();
    }

    private void check(Door door) {
        Place place = door.place();
        scope.typed(place, "url", door.url(), ValueKind.URL);
        media(place, door.media());
        charset(place, door.charset());
        door.read().charsets().forEach(charset -> charset(place, charset));
        door.read().also().stream()
                .filter(word -> !ALSO.contains(word))
                .forEach(word ->
                        scope.wrong(place, "read", "read.also knows no " + word + SpellingHint.hint(word, ALSO)));
        headers(place, door.headers(), true);
        Door.Tls tls = door.tls();
        if (tls != null) {
            scope.typed(place, "identity", tls.identity(), ValueKind.IDENTITY);
            scope.typed(place, "trust", tls.trust(), ValueKind.FILE);
            scope.settingsOnly(place, "tls.protocols", tls.protocols(), false);
            scope.settingsOnly(place, "tls.signature-schemes", tls.signatureSchemes(), false);
        }
        if (door.auth() instanceof Authentication.ClientCertificate
                && (tls == null || tls.identity().isEmpty())) {
            scope.wrong(place, "auth client-certificate names its identity: identity: \"{settings.<name>}\".");
        }
        scope.settingsOnly(place, "proxy", door.proxy(), false);
        scope.settingsOnly(place, "content-type", Objects.requireNonNullElse(door.contentType(), ""), false);
        scope.settingsOnly(place, "accept", Objects.requireNonNullElse(door.accept(), ""), false);
        scope.typed(place, "time-out.connect", door.timeOut().connect(), ValueKind.DURATION);
        scope.typed(place, "time-out.total", door.timeOut().total(), ValueKind.DURATION);
        scope.typed(place, "answer-limit", door.answerLimit(), ValueKind.SIZE);
        scope.typed(place, "in-flight", door.inFlight(), ValueKind.NUMBER);
        if (!door.etag().matches("true|false|\\{values\\.[A-Za-z0-9_-]+}")) {
            scope.wrong(place, "etag", "etag is true, false or {values.<name>}.");
        }
        scope.settingsOnly(place, "etag", door.etag(), false);
        if (door.limitWords() != null) {
            pattern(place, "limit-words", door.limitWords());
        }
        Door.Links links = door.links();
        if (links != null) {
            scope.settingsOnly(place, "links", links.hosts(), false);
        }
        new LogInRules(scope, this).check(scope.inner(place, "auth"), door.auth());
    }

    void media(Place place, String media) {
        String bare = media.replaceFirst("\\s*;.*", "");
        boolean known = MEDIA.contains(bare) || bare.matches("application/[a-z0-9.+-]+\\+(json|xml)");
        if (!known) {
            scope.wrong(place, "media", "media knows no " + media + SpellingHint.hint(bare, MEDIA));
        }
    }

    private void charset(Place place, String charset) {
        try {
            if (Charset.isSupported(charset)) {
                return;
            }
        } catch (IllegalCharsetNameException noName) {
            // said below
        }
        scope.wrong(place, "charset", "charset knows no " + charset + "; write utf-8, windows-1251, ….");
    }

    /** Checks headers, which may contain {@code {order.id}} and settings. */
    void headers(Place place, Map<String, String> headers, boolean secrets) {
        headers.forEach((name, text) -> {
            if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")
                    || OWN_HEADERS.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                scope.wrong(place, "headers", "The header " + name + " cannot be set: it is none, or the hub's own.");
            }
            scope.settingsOnly(scope.at(place, "headers"), "header " + name, text.replace("{order.id}", ""), secrets);
            scope.noExpression(scope.at(place, "headers"), "header " + name, text);
        });
    }

    void pattern(Place place, String key, String regex) {
        try {
            Patterns.compile(regex);
        } catch (WrongExpressionException wrong) {
            scope.wrong(place, key, key + ": " + wrong.getMessage());
        }
    }

    void sign(Sign sign, Collection<String> variables) {
        if (Scope.places(sign.identity()).isEmpty()) {
            scope.expression(sign.place(), "sign.identity", sign.identity(), variables);
        } else {
            scope.typed(sign.place(), "sign.identity", sign.identity(), ValueKind.IDENTITY);
        }
        if (sign.of() != null && !"body".equals(sign.of().text())) {
            new TreeRules(scope, variables).check(sign.of(), "sign.of");
        }
        if (sign.encoding() != null && !sign.encoding().equals("base64")) {
            scope.wrong(sign.place(), "sign.encoding is base64, or is left out.");
        }
        if (sign.into() != null && sign.encoding() == null) {
            scope.odd(sign.place(), "sign.into puts the signed content into a field: encoding: base64 is usual then.");
        }
    }

    /** Checks the names of limits, which become names of budgets in the ledger; the first one with a window gets the service's name. */
    private void namesOfLimits() {
        Set<String> names = new TreeSet<>();
        boolean first = true;
        for (Limit limit : scope.definition().limits()) {
            boolean windowed = !limit.requests().isEmpty();
            String otherwise = windowed ? limit.window() : "in-flight";
            String name = windowed && first ? "" : limit.name().equals("default") ? otherwise : limit.name();
            first &= !windowed;
            if (!names.add(name)) {
                scope.wrong(
                        limit.place(),
                        "Two limits are called " + name + ": give one of them another name, {name: day, …}.");
            }
        }
    }

    private void check(Limit limit) {
        Place place = limit.place();
        scope.typed(place, "requests", limit.requests(), ValueKind.NUMBER);
        scope.typed(place, "window", limit.window(), ValueKind.DURATION);
        scope.typed(place, "margin", limit.margin(), ValueKind.DURATION);
        scope.typed(place, "urgent-reserve", limit.urgentReserve(), ValueKind.NUMBER);
        scope.typed(place, "least-share", limit.leastShare(), ValueKind.NUMBER);
        scope.typed(place, "permit-valid", limit.permitValid(), ValueKind.DURATION);
        scope.typed(place, "in-flight", limit.inFlight(), ValueKind.NUMBER);
        Limit.Spacing spacing = limit.spacing();
        if (spacing != null) {
            scope.typed(place, "spacing", spacing.least(), ValueKind.DURATION);
            scope.typed(place, "spacing.of", spacing.of(), ValueKind.PAUSE_OF);
        }
        Set<String> names = new TreeSet<>();
        steps().forEach(step -> names.add(step.name()));
        limit.counts().stream()
                .filter(step -> !names.contains(step))
                .forEach(step -> scope.wrong(
                        place,
                        "counts",
                        "counts names the step " + step + ", which is not there" + SpellingHint.hint(step, names)));
    }
}
