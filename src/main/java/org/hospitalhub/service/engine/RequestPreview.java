package org.hospitalhub.service.engine;

import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.hospitalhub.calls.BaseUrl;
import org.hospitalhub.calls.media.Media;
import org.hospitalhub.calls.tokens.QueryParameters;
import org.hospitalhub.service.definition.Authentication;
import org.hospitalhub.service.definition.Door;
import org.jspecify.annotations.Nullable;

/**
 * A request as shown to people before it is sent, of a program with {@link TrialSettings}. Contains the payload's data; never
 * logged.
 *
 * @param headers headers sorted by name; credentials are masked
 * @param body body; null for none, and for a signed one
 * @param signed how the body is signed, and its content before signing; null when it is not signed
 * @param messageId {@code order.message-id} of the request
 */
public record RequestPreview(
        String step,
        String method,
        URI address,
        Map<String, String> headers,
        @Nullable String body,
        @Nullable String signed,
        String messageId) {

    private static final int LONGEST = 2_000;

    static RequestPreview of(StepProgram step, ServiceCall call, @Nullable String signed, String messageId) {
        Door door = step.door();
        SettingValues settings = step.settings();
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(call.headers());
        door.headers().forEach((name, text) -> headers.put(name, settings.resolve(text)));
        logIn(door.auth(), settings, headers);
        if (call.contentType() != null) {
            headers.put("Content-Type", call.contentType());
        }
        byte[] body = call.body();
        return new RequestPreview(
                step.step().name(),
                call.method(),
                withKey(door.auth(), address(settings.address(door.url()), call)),
                headers,
                body == null || body.length == 0
                        ? null
                        : step.media() == Media.MULTIPART || step.media() == Media.RELATED
                                ? printable(body)
                                : new String(body, Charset.forName(door.charset())),
                signed,
                messageId);
    }

    /** Returns a body with files in a form that a terminal can show. */
    private static String printable(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        return text.length() > LONGEST || text.codePoints().anyMatch(RequestPreview::isBinary)
                ? text.substring(0, Math.min(LONGEST, text.length())).replaceAll("[^\\p{Print}\\p{L}\\r\\n]+", "…")
                        + "\n… (" + body.length + " bytes)"
                : text;
    }

    private static boolean isBinary(int one) {
        return one == 0xFFFD || (Character.isISOControl(one) && !Character.isWhitespace(one));
    }

    private static URI address(BaseUrl base, ServiceCall call) {
        String whole = call.query() == null ? call.path() : call.path() + "?" + call.query();
        return call.leadsAway() ? URI.create(whole) : base.with(whole);
    }

    private static URI withKey(Authentication auth, URI address) {
        if (!(auth instanceof Authentication.Query query)) {
            return address;
        }
        Map<String, String> masked = new TreeMap<>();
        query.parameters().keySet().forEach(name -> masked.put(name, TrialSettings.MASK));
        return new QueryParameters(masked).added(address);
    }

    private static void logIn(Authentication auth, SettingValues settings, Map<String, String> headers) {
        if (auth instanceof Authentication.Header header) {
            header.headers().forEach((name, text) -> headers.put(name, settings.resolve(text)));
        } else if (auth instanceof Authentication.Basic) {
            headers.put("Authorization", "Basic " + TrialSettings.MASK);
        } else if (auth instanceof Authentication.Bearer || auth instanceof Authentication.OAuth2) {
            headers.put("Authorization", "Bearer " + TrialSettings.MASK);
        } else if (auth instanceof Authentication.ChallengeSignToken token) {
            masked(token.headers(), headers);
        } else if (auth instanceof Authentication.Session session) {
            masked(session.headers(), headers);
        } else if (auth instanceof Authentication.Jwt jwt) {
            masked(jwt.headers(), headers);
        } else if (auth instanceof Authentication.Digest) {
            headers.put("Authorization", "Digest " + TrialSettings.MASK);
        } else if (auth instanceof Authentication.Hmac hmac) {
            hmac.headers()
                    .forEach((name, text) -> headers.put(
                            name, settings.resolve(text).replaceAll("\\{signature(-hex)?}", TrialSettings.MASK)));
        }
    }

    private static void masked(Map<String, String> texts, Map<String, String> headers) {
        texts.forEach((name, text) -> headers.put(name, text.replace("{token}", TrialSettings.MASK)));
    }

    /** Hides address, headers and body. */
    @Override
    public String toString() {
        return method + " request of step " + step;
    }
}
