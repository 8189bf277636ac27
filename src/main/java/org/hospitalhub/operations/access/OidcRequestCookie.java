package org.hospitalhub.operations.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.AuthorizationRequestRepository;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.web.util.WebUtils;

/**
 * Keeps a log-in that goes by the hospital's log-in service in an encrypted cookie of the browser until it comes back (RFC 6749
 * §4.1, RFC 7636): a session would cost memory for everybody who only opens the address. The key lives as long as this process.
 */
final class OidcRequestCookie implements AuthorizationRequestRepository<OAuth2AuthorizationRequest> {

    private static final String COOKIE = "hub-oidc";
    private static final Duration LIVES = Duration.ofMinutes(10);
    private static final int IV_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final String UNTIL = "until";

    private final ClientRegistrationRepository clients;
    private final ObjectMapper json;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key;

    OidcRequestCookie(ClientRegistrationRepository clients, ObjectMapper json, InstantSource clock) {
        this.clients = clients;
        this.json = json;
        this.clock = clock;
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        this.key = new SecretKeySpec(bytes, "AES");
    }

    @Override
    public void saveAuthorizationRequest(
            @Nullable OAuth2AuthorizationRequest asked, HttpServletRequest request, HttpServletResponse response) {
        if (asked == null) {
            write(request, response, "", Duration.ZERO);
            return;
        }
        Map<String, String> kept = new TreeMap<>();
        kept.put(OAuth2ParameterNames.STATE, asked.getState());
        kept.put(OAuth2ParameterNames.REDIRECT_URI, asked.getRedirectUri());
        kept.put(OidcParameterNames.NONCE, String.valueOf(asked.<String>getAttribute(OidcParameterNames.NONCE)));
        kept.put(
                PkceParameterNames.CODE_VERIFIER,
                String.valueOf(asked.<String>getAttribute(PkceParameterNames.CODE_VERIFIER)));
        kept.put(UNTIL, String.valueOf(clock.instant().plus(LIVES).toEpochMilli()));
        write(request, response, sealed(kept), LIVES);
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest loadAuthorizationRequest(HttpServletRequest request) {
        Cookie cookie = WebUtils.getCookie(request, COOKIE);
        JsonNode kept = cookie == null ? null : opened(cookie.getValue());
        if (kept == null) {
            return null;
        }
        boolean ours = kept.path(UNTIL).asLong() > clock.millis()
                && kept.path(OAuth2ParameterNames.STATE)
                        .asText()
                        .equals(request.getParameter(OAuth2ParameterNames.STATE));
        return ours ? asked(kept) : null;
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest removeAuthorizationRequest(
            HttpServletRequest request, HttpServletResponse response) {
        OAuth2AuthorizationRequest asked = loadAuthorizationRequest(request);
        if (asked != null) {
            write(request, response, "", Duration.ZERO);
        }
        return asked;
    }

    private OAuth2AuthorizationRequest asked(JsonNode kept) {
        ClientRegistration client =
                Objects.requireNonNull(clients.findByRegistrationId(OidcSettings.REGISTRATION), "the registration");
        Map<String, Object> attributes = new HashMap<>();
        attributes.put(OAuth2ParameterNames.REGISTRATION_ID, OidcSettings.REGISTRATION);
        for (String name : new String[] {OidcParameterNames.NONCE, PkceParameterNames.CODE_VERIFIER}) {
            attributes.put(name, kept.path(name).asText());
        }
        return OAuth2AuthorizationRequest.authorizationCode()
                .authorizationUri(
                        Objects.requireNonNull(client.getProviderDetails().getAuthorizationUri()))
                .clientId(client.getClientId())
                .scopes(client.getScopes())
                .redirectUri(kept.path(OAuth2ParameterNames.REDIRECT_URI).asText())
                .state(kept.path(OAuth2ParameterNames.STATE).asText())
                .attributes(attributes)
                .build();
    }

    private String sealed(Map<String, String> kept) {
        try {
            byte[] iv = new byte[IV_BYTES];
            random.nextBytes(iv);
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, iv));
            byte[] text = cipher.doFinal(json.writeValueAsBytes(kept));
            byte[] whole = new byte[IV_BYTES + text.length];
            System.arraycopy(iv, 0, whole, 0, IV_BYTES);
            System.arraycopy(text, 0, whole, IV_BYTES, text.length);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException("a log-in could not be sealed", impossible);
        }
    }

    private @Nullable JsonNode opened(String value) {
        try {
            byte[] whole = Base64.getUrlDecoder().decode(value);
            if (whole.length <= IV_BYTES) {
                return null;
            }
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, whole, 0, IV_BYTES));
            return json.readTree(cipher.doFinal(whole, IV_BYTES, whole.length - IV_BYTES));
        } catch (GeneralSecurityException | IOException | IllegalArgumentException notOurs) {
            return null;
        }
    }

    /** Lax, for the way back begins at the log-in service. */
    private static void write(HttpServletRequest request, HttpServletResponse response, String value, Duration lives) {
        ResponseCookie cookie = ResponseCookie.from(COOKIE, value)
                .path(request.getContextPath() + "/login/oauth2/")
                .httpOnly(true)
                .secure(request.isSecure())
                .sameSite("Lax")
                .maxAge(lives)
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }
}
