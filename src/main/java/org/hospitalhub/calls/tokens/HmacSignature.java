package org.hospitalhub.calls.tokens;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.HmacUtils;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.Request;
import org.jspecify.annotations.Nullable;

/**
 * Signs each request with a shared secret (HMAC, RFC 2104). The texts of a definition say what is signed and which headers show
 * it, because every service has its own rule: {@link #PARTS} in braces are parts of the request.
 */
public final class HmacSignature implements RequestAuthentication {

    /** The names of the parts of a request that its texts may hold. */
    public static final Set<String> PARTS = Set.of(
            "method",
            "path",
            "query",
            "sorted-query",
            "target",
            "host",
            "content-type",
            "body",
            "body-hash",
            "body-hash-base64",
            "time",
            "day",
            "nonce");
    /** The hash of the canonical lines; the signed text may hold it, too. */
    public static final String CANONICAL = "canonical-hash";
    /** The signatures that headers may hold, in base64 or hexadecimal. */
    public static final Set<String> SIGNATURES = Set.of("signature", "signature-hex");
    /** The words for formats of {@code {time}}; anything else is a pattern of {@link DateTimeFormatter}. */
    public static final Set<String> TIMES = Set.of("iso", "http-date", "epoch", "epoch-millis");

    private static final Pattern PLACE = Pattern.compile("\\{([A-Za-z][A-Za-z0-9_.-]*)}");
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

    private final Rule rule;
    private final UnaryOperator<String> settings;
    private final Supplier<String> nonces;
    private final InstantSource clock;

    /**
     * How a service wants its requests to be signed.
     *
     * @param secret key, with settings
     * @param secretEncoding {@code text}, {@code base64} or {@code hex}
     * @param derive texts that are signed one after the other, each with the result of the one before as its key; the last
     *     result is the key
     * @param algorithm such as {@code SHA-256}, for the signature and all hashes
     * @param time one of {@link #TIMES} or a pattern, in UTC
     * @param canonical lines whose hash is {@link #CANONICAL}
     * @param sign lines of the signed text
     * @param headers headers by name
     */
    public record Rule(
            String secret,
            String secretEncoding,
            List<String> derive,
            String algorithm,
            String time,
            List<String> canonical,
            List<String> sign,
            Map<String, String> headers) {}

    /**
     * Creates signatures.
     *
     * @param settings puts the values of settings into a text such as {@code {settings.secret}}
     * @param nonces returns a new value for each request
     */
    public HmacSignature(Rule rule, UnaryOperator<String> settings, Supplier<String> nonces, InstantSource clock) {
        this.rule = rule;
        this.settings = settings;
        this.nonces = nonces;
        this.clock = clock;
    }

    @Override
    public Request authenticated(Request request, @Nullable Answer challenge) {
        Map<String, String> parts = parts(request);
        parts.put(CANONICAL, hex(hash(bytes(lines(rule.canonical(), parts)))));
        byte[] key = secret();
        for (String text : rule.derive()) {
            key = signed(key, filled(text, parts));
        }
        byte[] signature = signed(key, lines(rule.sign(), parts));
        parts.put("signature", base64(signature));
        parts.put("signature-hex", hex(signature));
        Map<String, String> headers = new HashMap<>();
        rule.headers().forEach((name, text) -> headers.put(name, filled(text, parts)));
        return request.with(headers);
    }

    private Map<String, String> parts(Request request) {
        URI address = request.address();
        byte[] body = Objects.requireNonNullElse(request.body(), new byte[0]);
        String query = Objects.requireNonNullElse(address.getRawQuery(), "");
        String path = address.getRawPath().isEmpty() ? "/" : address.getRawPath();
        Instant now = clock.instant();
        Map<String, String> parts = new HashMap<>();
        parts.put("method", request.method());
        parts.put("path", path);
        parts.put("query", query);
        parts.put("sorted-query", sorted(query));
        parts.put("target", query.isEmpty() ? path : path + "?" + query);
        parts.put("host", address.getRawAuthority());
        parts.put("content-type", Objects.requireNonNullElse(request.contentType(), ""));
        parts.put("body", new String(body, StandardCharsets.UTF_8));
        parts.put("body-hash", hex(hash(body)));
        parts.put("body-hash-base64", base64(hash(body)));
        parts.put("time", written(rule.time(), now));
        parts.put("day", written("yyyyMMdd", now));
        parts.put("nonce", nonces.get());
        return parts;
    }

    /** Returns the parameters by name and value; an {@code =} may not count, as {@code a-b} would come before {@code a}. */
    private static String sorted(String query) {
        return Arrays.stream(query.split("&"))
                .sorted(Comparator.comparing((String one) -> one.split("=", 2)[0])
                        .thenComparing(Comparator.naturalOrder()))
                .collect(Collectors.joining("&"));
    }

    /** Returns a time as a service wants it, in UTC. */
    static String written(String format, Instant time) {
        return switch (format) {
            case "iso" -> time.truncatedTo(ChronoUnit.SECONDS).toString();
            case "http-date" -> HTTP_DATE.format(time.atOffset(ZoneOffset.UTC));
            case "epoch" -> String.valueOf(time.getEpochSecond());
            case "epoch-millis" -> String.valueOf(time.toEpochMilli());
            default -> DateTimeFormatter.ofPattern(format, Locale.ENGLISH).format(time.atOffset(ZoneOffset.UTC));
        };
    }

    private String lines(List<String> texts, Map<String, String> parts) {
        return texts.stream().map(text -> filled(text, parts)).collect(Collectors.joining("\n"));
    }

    /** Settings and parts are put in at once: a secret may contain braces. */
    private String filled(String text, Map<String, String> parts) {
        return PLACE.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(value(found.group(), found.group(1), parts)));
    }

    private String value(String place, String name, Map<String, String> parts) {
        String part = parts.get(name);
        return part == null ? settings.apply(place) : part;
    }

    private byte[] secret() {
        String text = settings.apply(rule.secret());
        return switch (rule.secretEncoding()) {
            case "base64" -> Base64.getDecoder().decode(text);
            case "hex" -> HexFormat.of().parseHex(text);
            default -> bytes(text);
        };
    }

    private byte[] signed(byte[] key, String text) {
        return new HmacUtils("Hmac" + rule.algorithm().replace("-", ""), key).hmac(bytes(text));
    }

    private byte[] hash(byte[] content) {
        return new DigestUtils(rule.algorithm()).digest(content);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Hides the secret. */
    @Override
    public String toString() {
        return "HmacSignature[]";
    }
}
