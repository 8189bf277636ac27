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
import java.util.function.BooleanSupplier;
import org.hospitalhub.ledger.Audit;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
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
    private static final Duration QUEUE = Duration.ofSeconds(10);

    private final HubUsers users;
    private final LoginAttemptLimit limit;
    private final Audit audit;
    private final InstantSource clock;
    private final PasswordVerifier passwords;
    private final Duration queue;
    /** A comparison costs a processor and much memory on purpose; strangers must not cause many at once. */
    final Semaphore comparisons = new Semaphore(Runtime.getRuntime().availableProcessors(), true);

    private final Map<String, Instant> rightUntil = new ConcurrentHashMap<>();

    /** Too many passwords are being compared at once; this one was not. */
    static final class BusyException extends AuthenticationException {
        /** Seconds after which another try makes sense. */
        static final long RETRY_AFTER = 5;

        BusyException() {
            super("other log-ins are being checked");
        }
    }

    CachingAuthenticationProvider(HubUsers users, LoginAttemptLimit limit, Audit audit, InstantSource clock) {
        this(users, limit, audit, clock, QUEUE);
    }

    /** Creates a provider whose callers wait so long for their turn. */
    CachingAuthenticationProvider(
            HubUsers users, LoginAttemptLimit limit, Audit audit, InstantSource clock, Duration queue) {
        this.queue = queue;
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
        if (user == null || !isKnown(pair, now)) {
            user = checked(login, user, password, pair);
        }
        return UsernamePasswordAuthenticationToken.authenticated(name, null, authorities(user));
    }

    private boolean isKnown(String pair, Instant now) {
        return !now.isAfter(rightUntil.getOrDefault(pair, Instant.MIN));
    }

    private HubUsers.User checked(Authentication login, HubUsers.@Nullable User user, String password, String pair) {
        limit.check(login);
        boolean right = inTurn(() -> right(user, login, password, pair));
        if (user == null || !right) {
            limit.wrongPassword(login);
            // Somebody may have typed the password into the field of the name.
            audit.record(user == null ? "(unknown)" : user.name(), "log-in-refused", null, null);
            throw new BadCredentialsException("wrong name or password");
        }
        return user;
    }

    private boolean right(HubUsers.@Nullable User user, Authentication login, String password, String pair) {
        Instant now = clock.instant();
        if (user == null) {
            passwords.pretend(login.getName(), password);
            return false;
        }
        // Another call of the same client may have been compared while this one waited.
        if (isKnown(pair, now)) {
            return true;
        }
        boolean right = passwords.matches(password, user.password());
        if (right) {
            limit.rightPassword(login);
            audit.record(user.name(), "log-in", null, null);
            remember(pair, now);
        }
        return right;
    }

    private boolean inTurn(BooleanSupplier compared) {
        boolean turn = false;
        try {
            turn = comparisons.tryAcquire(queue.toMillis(), TimeUnit.MILLISECONDS);
            if (!turn) {
                throw new BusyException();
            }
            return compared.getAsBoolean();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BusyException();
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
