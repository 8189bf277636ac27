package org.hospitalhub.sandbox.stub;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.HmacUtils;
import org.hospitalhub.sandbox.Call;

/** Verifies what clients prove with each request: HTTP Digest, a signature with a shared secret, a user name token. */
final class RequestProofs {

    private static final Pattern PLACE = Pattern.compile("\\{([A-Za-z][A-Za-z0-9-]*)}");
    private static final Pattern NO_HEADER = Pattern.compile("<(\\w+:)?Header>\\s*</\\1?Header>|<(\\w+:)?Header/>");

    private static final Pattern SIGNED_PART = Pattern.compile("\\s(?:wsu:Id=\"[^\"]*\"|xmlns:wsu=\"[^\"]*\")");

    private final StubSettings settings;
    private final Set<String> usedNonces = ConcurrentHashMap.newKeySet();

    RequestProofs(StubSettings settings) {
        this.settings = settings;
    }

    private String text(JsonNode auth, String key) {
        return settings.resolve(auth.path(key).asText());
    }

    /** Returns whether the response to a challenge is right (RFC 7616, qop auth). */
    boolean digest(JsonNode auth, Call call) {
        Map<String, String> parts = new HashMap<>();
        Matcher part = Pattern.compile("(\\w+)=\"?([^\",]*)")
                .matcher(call.header("Authorization").orElse(""));
        while (part.find()) {
            parts.put(part.group(1), part.group(2));
        }
        String account = text(auth, "user") + ":" + parts.get("realm") + ":" + text(auth, "password");
        String proof = String.join(
                ":",
                hash(account),
                parts.get("nonce"),
                parts.get("nc"),
                parts.get("cnonce"),
                parts.get("qop"),
                hash(call.method() + ":" + parts.get("uri")));
        return hash(proof).equals(parts.get("response"))
                && String.valueOf(parts.get("uri")).endsWith(call.query().isEmpty() ? call.path() : "?" + call.query())
                && usedNonces.add(parts.get("nonce") + " " + parts.get("nc"));
    }

    private static String hash(String text) {
        return HexFormat.of().formatHex(hash("SHA-256", text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static byte[] hash(String algorithm, byte[] content) {
        return new DigestUtils(algorithm).digest(content);
    }

    /** Returns whether the headers hold the signature of this request; time and nonce are those of the headers. */
    boolean hmac(JsonNode auth, Call call) {
        Map<String, String> parts = parts(auth, call);
        Map<String, String> shown = shown(auth.path("headers"), call);
        String signature = shown.getOrDefault("signature", shown.getOrDefault("signature-hex", ""));
        shown.forEach(parts::put);
        parts.putIfAbsent(
                "day", parts.getOrDefault("time", "").replaceAll("\\D", "").replaceAll("^(.{8}).*", "$1"));
        String algorithm = auth.path("algorithm").asText("SHA-256");
        parts.put(
                "canonical-hash",
                HexFormat.of()
                        .formatHex(hash(
                                algorithm, lines(auth.path("canonical"), parts).getBytes(StandardCharsets.UTF_8))));
        byte[] key = key(auth);
        for (JsonNode text : auth.path("derive")) {
            key = signed(algorithm, key, filled(text.asText(), parts));
        }
        byte[] right = signed(algorithm, key, lines(auth.path("sign"), parts));
        return signature.equals(Base64.getEncoder().encodeToString(right))
                || signature.equals(HexFormat.of().formatHex(right));
    }

    private static Map<String, String> parts(JsonNode auth, Call call) {
        byte[] hash = hash(auth.path("algorithm").asText("SHA-256"), call.body());
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("method", call.method());
        parts.put("path", call.path());
        parts.put("query", call.query());
        parts.put(
                "sorted-query", Arrays.stream(call.query().split("&")).sorted().collect(Collectors.joining("&")));
        parts.put("target", call.query().isEmpty() ? call.path() : call.path() + "?" + call.query());
        parts.put("host", call.header("Host").orElse(""));
        parts.put("content-type", call.header("Content-Type").orElse(""));
        parts.put("body", call.text());
        parts.put("body-hash", HexFormat.of().formatHex(hash));
        parts.put("body-hash-base64", Base64.getEncoder().encodeToString(hash));
        return parts;
    }

    /** Returns what the headers show: time, nonce and signature. */
    private Map<String, String> shown(JsonNode headers, Call call) {
        Map<String, String> shown = new LinkedHashMap<>();
        headers.forEachEntry((name, template) -> {
            String text = settings.resolve(template.asText());
            Matcher value = Pattern.compile(
                            PLACE.splitAsStream(text).map(Pattern::quote).collect(Collectors.joining("(.+?)"))
                                    + (text.endsWith("}") ? "(.+)" : ""))
                    .matcher(call.header(name).orElse(""));
            Matcher place = PLACE.matcher(text);
            for (int group = 1; value.matches() && group <= value.groupCount() && place.find(); group++) {
                shown.put(place.group(1), value.group(group));
            }
        });
        return shown;
    }

    private byte[] key(JsonNode auth) {
        String secret = text(auth, "secret");
        return switch (auth.path("secret-encoding").asText()) {
            case "base64" -> Base64.getDecoder().decode(secret);
            case "hex" -> HexFormat.of().parseHex(secret);
            default -> secret.getBytes(StandardCharsets.UTF_8);
        };
    }

    private String lines(JsonNode texts, Map<String, String> parts) {
        return texts.isTextual()
                ? filled(texts.asText(), parts)
                : StreamSupport.stream(texts.spliterator(), false)
                        .map(text -> filled(text.asText(), parts))
                        .collect(Collectors.joining("\n"));
    }

    private String filled(String text, Map<String, String> parts) {
        return PLACE.matcher(settings.resolve(text))
                .replaceAll(place -> Matcher.quoteReplacement(parts.getOrDefault(place.group(1), "")));
    }

    private static byte[] signed(String algorithm, byte[] key, String text) {
        return new HmacUtils("Hmac" + algorithm.replace("-", ""), key).hmac(text);
    }

    /** Returns whether the envelope's user name token is right and its nonce new. */
    boolean usernameToken(JsonNode auth, Call call) {
        JsonNode token;
        try {
            token = Tree.read("application/xml", call.body())
                    .path("Envelope")
                    .path("Header")
                    .path("Security")
                    .path("UsernameToken");
        } catch (IOException noXml) {
            return false;
        }
        String shown = token.path("Password").path("#text").asText();
        if (!token.path("Username").asText().equals(text(auth, "user"))) {
            return false;
        }
        if (auth.path("password-type").asText("digest").equals("text")) {
            return shown.equals(text(auth, "password"));
        }
        String nonce = token.path("Nonce").path("#text").asText();
        byte[] secret = (token.path("Created").asText() + text(auth, "password")).getBytes(StandardCharsets.UTF_8);
        byte[] random = Base64.getDecoder().decode(nonce);
        byte[] content = Arrays.copyOf(random, random.length + secret.length);
        System.arraycopy(secret, 0, content, random.length, secret.length);
        return shown.equals(Base64.getEncoder().encodeToString(hash("SHA-1", content))) && usedNonces.add(nonce);
    }

    /** Returns the pattern of an element of this name, whatever its prefix. */
    private static Pattern element(String name) {
        String local = Pattern.quote(name.substring(name.indexOf(':') + 1));
        return Pattern.compile("(?s)<(\\w+:)?" + local + "(?:\\s[^>]*)?(?:/>|>.*?</\\1?" + local + ">)");
    }

    /** Returns a call without the token in its envelope, as the definition's body describes it. */
    static Call bare(JsonNode auth, Call call) {
        String kind = auth.path("kind").asText();
        List<String> added = kind.equals("username-token") || kind.equals("x509-token")
                ? List.of("Security")
                : auth.path("soap-header")
                        .propertyStream()
                        .map(Map.Entry::getKey)
                        .toList();
        if (added.isEmpty()) {
            return call;
        }
        String body = SIGNED_PART
                .matcher(new String(call.body(), StandardCharsets.ISO_8859_1))
                .replaceAll("");
        for (String name : added) {
            body = element(name).matcher(body).replaceAll("");
        }
        body = NO_HEADER.matcher(body).replaceAll("");
        return new Call(
                call.method(),
                call.path(),
                call.query(),
                call.headers(),
                body.getBytes(StandardCharsets.ISO_8859_1),
                call.remote(),
                call.sslSession());
    }
}
