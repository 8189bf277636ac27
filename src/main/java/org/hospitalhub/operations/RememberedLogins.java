package org.hospitalhub.operations;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.hospitalhub.ledger.Audit;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Checks a name and a password, and remembers a right pair for some minutes.
 *
 * <p>A good password hash is slow on purpose; an integrator that asks ten times a second would spend a whole core on it.
 */
final class RememberedLogins implements AuthenticationProvider {

    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private static final int MOST = 1_000;

    private final HubUsers users;
    private final LoginLimit limit;
    private final Audit audit;
    private final InstantSource clock;
    private final PasswordEncoder hashes = PasswordEncoderFactories.createDelegatingPasswordEncoder();
    private final String unknownUser = hashes.encode("nobody");
    private final SecretKeySpec key =
            new SecretKeySpec(UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    private final Map<String, Instant> rightUntil = new ConcurrentHashMap<>();

    RememberedLogins(HubUsers users, LoginLimit limit, Audit audit, InstantSource clock) {
        this.users = users;
        this.limit = limit;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public Authentication authenticate(Authentication login) {
        String name = login.getName();
        String password = String.valueOf(login.getCredentials());
        HubUsers.User user = users.find(name).orElse(null);
        String pair = fingerprint(name, password);
        Instant now = clock.instant();
        if (user == null || now.isAfter(rightUntil.getOrDefault(pair, Instant.MIN))) {
            user = checked(login, user, password);
            limit.rightPassword(login);
            audit.record(name, "log-in", null, null);
            remember(pair, now);
        }
        return UsernamePasswordAuthenticationToken.authenticated(name, null, authorities(user));
    }

    private HubUsers.User checked(Authentication login, HubUsers.@Nullable User user, String password) {
        limit.check(login);
        // An unknown name takes as long as a known one.
        boolean right = user == null ? hashes.matches(password, unknownUser) : right(password, user.password());
        if (user == null || !right) {
            limit.wrongPassword(login);
            // Somebody may have typed the password into the field of the name.
            audit.record(user == null ? "(unknown)" : user.name(), "log-in-refused", null, null);
            throw new BadCredentialsException("wrong name or password");
        }
        return user;
    }

    private boolean right(String given, String configured) {
        if (configured.startsWith("{")) {
            return hashes.matches(given, configured);
        }
        return MessageDigest.isEqual(
                given.getBytes(StandardCharsets.UTF_8), configured.getBytes(StandardCharsets.UTF_8));
    }

    private void remember(String pair, Instant now) {
        if (rightUntil.size() >= MOST) {
            rightUntil.clear();
        }
        rightUntil.put(pair, now.plus(REMEMBERED));
    }

    private String fingerprint(String name, String password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(name.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return new String(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)), StandardCharsets.ISO_8859_1);
        } catch (java.security.GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has HmacSHA256", impossible);
        }
    }

    private static List<GrantedAuthority> authorities(HubUsers.User user) {
        return user.roles().stream()
                .<GrantedAuthority>map(role -> new SimpleGrantedAuthority("ROLE_" + role.toUpperCase(Locale.ROOT)))
                .toList();
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
