package org.hospitalhub.operations.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.hospitalhub.ledger.Audit;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/**
 * Checks a name and a password, and caches a valid pair for some minutes.
 *
 * <p>A good password hash is slow on purpose; an integrator that polls ten times a second would use a whole core for it.
 */
final class CachingAuthenticationProvider implements AuthenticationProvider {

    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private static final int MOST = 1_000;
    private static final Duration QUEUE = Duration.ofSeconds(5);

    private final HubUsers users;
    private final LoginAttemptLimit limit;
    private final Audit audit;
    private final InstantSource clock;
    private final PasswordVerifier passwords;
    /** A comparison costs a processor and much memory on purpose; strangers must not cause many at once. */
    private final Semaphore comparisons = new Semaphore(Runtime.getRuntime().availableProcessors(), true);

    private final Map<String, Instant> rightUntil = new ConcurrentHashMap<>();

    CachingAuthenticationProvider(HubUsers users, LoginAttemptLimit limit, Audit audit, InstantSource clock) {
        this.users = users;
        this.passwords = new PasswordVerifier(users);
        this.limit = limit;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public Authentication authenticate(Authentication login) {
        String name = login.getName();
        String password = String.valueOf(login.getCredentials());
        HubUsers.User user = users.find(name).orElse(null);
        String pair = passwords.fingerprint(name + '\0' + password);
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
        boolean right = compared(user, login.getName(), password);
        if (user == null || !right) {
            limit.wrongPassword(login);
            // Somebody may have typed the password into the field of the name.
            audit.record(user == null ? "(unknown)" : user.name(), "log-in-refused", null, null);
            throw new BadCredentialsException("wrong name or password");
        }
        return user;
    }

    private boolean compared(HubUsers.@Nullable User user, String name, String password) {
        boolean turn = false;
        try {
            turn = comparisons.tryAcquire(QUEUE.toMillis(), TimeUnit.MILLISECONDS);
            if (!turn) {
                throw new LoginAttemptLimit.TooManyException();
            }
            if (user == null) {
                passwords.pretend(name, password);
                return false;
            }
            return passwords.matches(password, user.password());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new LoginAttemptLimit.TooManyException();
        } finally {
            if (turn) {
                comparisons.release();
            }
        }
    }

    private void remember(String pair, Instant now) {
        if (rightUntil.size() >= MOST) {
            rightUntil.clear();
        }
        rightUntil.put(pair, now.plus(REMEMBERED));
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
