package org.hospitalhub.service.check;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hospitalhub.calls.tokens.JwsKey;
import org.hospitalhub.cms.RequiredTimeStamps;
import org.hospitalhub.service.definition.Authentication;
import org.hospitalhub.service.definition.Door;
import org.hospitalhub.service.definition.Limit;
import org.hospitalhub.service.definition.Place;
import org.hospitalhub.service.definition.RevocationData;
import org.hospitalhub.service.definition.Sign;
import org.hospitalhub.service.definition.StepDefinition;
import org.hospitalhub.service.definition.TimeStamps;
import org.hospitalhub.service.expression.Patterns;
import org.hospitalhub.service.expression.WrongExpressionException;
import org.hospitalhub.service.payload.SpellingHint;

/** Checks doors and limits. */
final class DoorRules {

    private static final Set<String> SEPARATORS = Set.of(",", ";", "\t");

    static final List<String> MEDIA = List.of(
            "application/json",
            "application/xml",
            "text/xml",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "multipart/related",
            "text/csv",
            "application/x-ndjson",
            "text/plain",
            "application/octet-stream");
    private static final List<String> ALSO = List.of("json-in-string", "single-element-array", "guillemets", "trimmed");
    private static final Set<String> OWN_HEADERS =
            Set.of("host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer");

    private static final Set<String> DETACHED = Set.of("jws", "jwt", "raw");
    private static final Set<String> OWN_FIELDS = new TreeSet<>(Set.of("alg", "x5c", "crit", "b64"));
    private static final String LONG_TERM = "cades-x-long";
    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9_.-]+|\\[[0-9A-Fa-f:.]+])(:\\d{1,5})?");

    private final Scope scope;

    DoorRules(Scope scope) {
        this.scope = scope;
    }

    void check() {
        scope.definition().doors().values().forEach(this::check);
        scope.definition().limits().forEach(this::check);
        namesOfLimits();
        timeStamps();
        revocation();
        Set<String> opened = new TreeSet<>();
        steps().forEach(step -> opened.add(step.door()));
        Map<String, Door> doors = scope.definition().doors();
        // A step that names a wrong door, or none, may want one of the others.
        if (doors.keySet().containsAll(opened)) {
            doors.values().stream()
                    .filter(door -> !opened.contains(door.name()))
                    .forEach(door ->
                            scope.odd(door.place(), "No step uses the door " + door.name() + ": use it or remove it."));
        }
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

    private void revocation() {
        RevocationData revocation = scope.definition().revocation();
        if (revocation == null) {
            return;
        }
        Place place = revocation.place();
        scope.settingsOnly(place, "revocation.hosts", revocation.hosts(), false);
        scope.typed(place, "revocation.trust", revocation.trust(), ValueKind.FILE);
        scope.typed(place, "revocation.time-out", revocation.timeOut(), ValueKind.DURATION);
        if (Scope.places(revocation.hosts()).isEmpty()
                && !Arrays.stream(revocation.hosts().split(","))
                        .allMatch(host -> HOST.matcher(host.strip()).matches())) {
            scope.wrong(
                    place,
                    "hosts",
                    "revocation.hosts are hosts, or host:port, with commas between, without http:// and path.");
        }
        if (signs().noneMatch(sign -> sign.scheme().equals(LONG_TERM))) {
            scope.odd(place, "No signature is " + LONG_TERM + ": revocation is not needed.");
        }
    }

    private Stream<Sign> signs() {
        return Stream.concat(
                steps().stream().map(StepDefinition::sign).filter(Objects::nonNull),
                scope.definition().doors().values().stream()
                        .map(Door::auth)
                        .filter(Authentication.ChallengeSignToken.class::isInstance)
                        .map(auth -> ((Authentication.ChallengeSignToken) auth).sign()));
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
        if (!SEPARATORS.contains(door.separator())) {
            scope.wrong(place, "separator", "separator is \",\", \";\" or \"\\t\", in quotes.");
        }
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
        if (door.auth() instanceof Authentication.UsernameToken) {
            envelopes(door, "username-token");
        } else if (door.auth() instanceof Authentication.X509Token) {
            envelopes(door, "x509-token");
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
        Door.SignedBy signed = door.read().signed();
        if (signed != null) {
            String form = signed.form().name().toLowerCase(Locale.ROOT);
            Place read = scope.inner(scope.inner(place, "read"), form);
            scope.settingsOnly(read, "trust", signed.trust(), false);
            scope.expression(read, "find", signed.find(), Set.of());
            if (Scope.places(signed.trust()).isEmpty()) {
                scope.wrong(read, "trust is a setting of the type file: \"{settings.<name>}\".");
            }
        }
        new LogInRules(scope, this).check(scope.inner(place, "auth"), door);
    }

    /** A token of WS-Security is a part of the request's body. */
    private void envelopes(Door door, String kind) {
        if (!door.media().contains("xml") && !door.media().equals("multipart/related")) {
            scope.wrong(
                    door.place(),
                    "media",
                    "auth " + kind
                            + " adds a header to SOAP envelopes: the door's media is application/xml or multipart/related.");
        }
        steps().stream()
                .filter(step -> step.door().equals(door.name()) && step.body() == null && step.route() == null)
                .forEach(step -> scope.wrong(
                        step.place(),
                        "The step " + step.name() + " has no body for the " + kind + " of its door " + door.name()
                                + ": write the SOAP envelope."));
    }

    void media(Place place, String media) {
        String bare = media.replaceFirst("\\s*;.*", "");
        boolean known = MEDIA.contains(bare) || bare.matches("application/[a-z0-9.+-]+\\+(json|xml|ndjson)");
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
        if (sign.scheme().equals(LONG_TERM) && scope.definition().revocation() == null) {
            scope.wrong(
                    sign.place(),
                    "scheme",
                    LONG_TERM + " needs the key revocation of the file: which hosts are asked, and the roots.");
        }
        if (Scope.places(sign.identity()).isEmpty()) {
            scope.expression(sign.place(), "sign.identity", sign.identity(), variables);
        } else {
            scope.typed(sign.place(), "sign.identity", sign.identity(), ValueKind.IDENTITY);
        }
        if (sign.of() != null && !"body".equals(sign.of().text())) {
            new TreeRules(scope, variables).check(sign.of(), "sign.of");
        }
        boolean jws = sign.scheme().equals("jws") || sign.scheme().equals("jwt");
        if (sign.encoding() != null
                && !sign.encoding().equals("base64")
                && !(jws && sign.encoding().equals("json"))) {
            scope.wrong(sign.place(), "sign.encoding is base64, for scheme jws also json, or is left out.");
        }
        if (sign.header() != null && (sign.into() != null || !(sign.detached() || DETACHED.contains(sign.scheme())))) {
            scope.wrong(
                    sign.place(),
                    "sign.header sends the signature beside the body: leave out into, and write detached: true"
                            + " or scheme: jws or raw.");
        }
        if (sign.id() != null && !sign.scheme().equals("xmldsig-enveloped")) {
            scope.wrong(sign.place(), "sign.id names an element of XML: write scheme: xmldsig-enveloped.");
        }
        if (sign.after() != null && sign.id() == null) {
            scope.wrong(sign.place(), "sign.after is the place of a signature in the element that sign.id names.");
        }
        if (sign.scheme().equals("jwt") && sign.of() == null) {
            scope.wrong(sign.place(), "A jwt has its claims in of: of: {iss: …}.");
        }
        jws(sign.place(), sign.jws(), jws);
        if (sign.into() != null && sign.encoding() == null && sign.scheme().startsWith("xmldsig")) {
            scope.odd(sign.place(), "sign.into puts the signed XML into a field: encoding: base64 is usual then.");
        }
    }

    void jws(Place place, Sign.Jws sign, boolean jws) {
        String algorithm = sign.algorithm();
        scope.settingsOnly(place, "algorithm", algorithm, false);
        scope.typed(place, "expires", sign.expires(), ValueKind.DURATION);
        if (!algorithm.isEmpty() && !algorithm.contains("{") && !JwsKey.ALGORITHMS.contains(algorithm)) {
            scope.wrong(place, "algorithm is one of " + String.join(", ", JwsKey.ALGORITHMS) + ", or is left out.");
        }
        if (!jws && !(algorithm.isEmpty() && sign.fields().isEmpty())) {
            scope.wrong(place, "algorithm and protected are keys of scheme: jws or jwt.");
        }
        if (sign.fields().keySet().stream().anyMatch(OWN_FIELDS::contains)) {
            scope.wrong(
                    place,
                    "sign.protected has the further fields of the header: " + String.join(", ", OWN_FIELDS)
                            + " are set by the hub.");
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
