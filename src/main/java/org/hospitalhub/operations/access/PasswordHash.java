package org.hospitalhub.operations.access;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;

/** The password of a user as it stands in the settings: plain, or a hash with Spring's prefix ({@code {bcrypt}…}). */
public final class PasswordHash {

    private static final Pattern PREFIXED = Pattern.compile("\\{([^}]*)}(.*)", Pattern.DOTALL);
    private static final int LONGEST_BCRYPT = 72;
    private static final int HIGHEST_COST = 16;
    /** Of one comparison: strangers can cause them, and the heap must carry one for each processor. */
    private static final int MOST_KIBIBYTES = 65_536;

    private static final String NO_HASH =
            "is not a complete hash of the kind in its {…} prefix; make one with: hub hash";

    /** The accepted formats of hashes; old, fast ones are not among them (OWASP ASVS 5.0, 11.4.2). */
    private static final Map<String, Pattern> KINDS = Map.of(
            "bcrypt", Pattern.compile("\\$2[aby]?\\$(\\d\\d)\\$[./0-9A-Za-z]{53}"),
            "argon2", argon2(),
            "argon2@SpringSecurity_v5_8", argon2(),
            "scrypt", scrypt(),
            "scrypt@SpringSecurity_v5_8", scrypt(),
            "pbkdf2", Pattern.compile("([0-9a-fA-F]{2}){40,}"),
            "pbkdf2@SpringSecurity_v5_8", Pattern.compile("([0-9a-fA-F]{2}){40,}"),
            "noop", Pattern.compile(".+", Pattern.DOTALL));

    private static final String KNOWN = "{bcrypt}, {argon2}, {scrypt} or {pbkdf2}";

    private PasswordHash() {}

    private static Pattern argon2() {
        return Pattern.compile(
                "\\$argon2(?:id|i|d)\\$v=\\d+\\$m=(\\d{1,7}),t=\\d{1,2},p=\\d{1,2}\\$[A-Za-z0-9+/]{11,}\\$[A-Za-z0-9+/]{22,}");
    }

    private static Pattern scrypt() {
        return Pattern.compile("\\$([0-9a-f]{5,8})\\$[A-Za-z0-9+/=]{11,}\\$[A-Za-z0-9+/=]{22,}");
    }

    /** Returns what makes a configured password unusable, without repeating any of it; empty when nothing does. */
    public static Optional<String> problem(String configured) {
        Matcher parts = PREFIXED.matcher(configured);
        if (!parts.matches()) {
            return plain(configured);
        }
        Pattern form = KINDS.get(parts.group(1));
        if (form == null) {
            return Optional.of("begins with {…} but not with " + KNOWN);
        }
        Matcher hash = form.matcher(parts.group(2));
        if (!hash.matches()) {
            return Optional.of(NO_HASH);
        }
        return switch (parts.group(1).replaceFirst("@.*", "")) {
            case "bcrypt" -> cost(Integer.parseInt(hash.group(1)));
            case "argon2" -> memory(Long.parseLong(hash.group(1)), configured);
            case "scrypt" -> memory(scryptKibibytes(Long.parseLong(hash.group(1), 16)), configured);
            default -> usable(configured);
        };
    }

    private static Optional<String> plain(String configured) {
        if (configured.startsWith("{")) {
            return Optional.of("begins with { but not with " + KNOWN);
        }
        return Pattern.matches("\\$(2[aby]?|argon2id?)\\$.{20,}", configured)
                ? Optional.of("looks like a hash but has no {bcrypt} or other prefix")
                : Optional.empty();
    }

    /** RFC 7914 §2: 128 · N · r bytes; Spring writes log2 N, r and p into one number. */
    private static long scryptKibibytes(long parameters) {
        return (1L << Math.min(40, parameters >> 16)) * ((parameters >> 8) & 0xff) / 8;
    }

    private static Optional<String> memory(long kibibytes, String configured) {
        return kibibytes > MOST_KIBIBYTES
                ? Optional.of("is a hash that needs more than 64 MiB of memory for each log-in")
                : usable(configured);
    }

    private static Optional<String> cost(int cost) {
        return cost < 4 || cost > HIGHEST_COST
                ? Optional.of("is a bcrypt hash of cost " + cost + "; allowed are 4 to " + HIGHEST_COST
                        + ", because a higher cost takes seconds for each log-in")
                : Optional.empty();
    }

    private static Optional<String> usable(String configured) {
        try {
            encoders().matches("probe", configured);
            return Optional.empty();
        } catch (RuntimeException unreadable) {
            return Optional.of(NO_HASH);
        }
    }

    /**
     * Makes the hash of a password, {@code {bcrypt}…}.
     *
     * @throws IllegalArgumentException when it is empty, or longer than the 72 bytes that bcrypt reads
     */
    public static String of(String password) {
        int bytes = password.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > LONGEST_BCRYPT) {
            throw new IllegalArgumentException("A password has 1 to " + LONGEST_BCRYPT + " bytes.");
        }
        return "{bcrypt}" + new BCryptPasswordEncoder().encode(password);
    }

    static PasswordEncoder encoders() {
        return PasswordEncoderFactories.createDelegatingPasswordEncoder();
    }
}
