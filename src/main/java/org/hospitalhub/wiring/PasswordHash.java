package org.hospitalhub.wiring;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a configured password can ever be right: a hash with a typing error fits no password. */
final class PasswordHash {

    private static final Pattern PREFIX = Pattern.compile("\\{([^{}]*)}(.*)", Pattern.DOTALL);
    private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]?\\$(0[4-9]|[12]\\d|3[01])\\$[./0-9A-Za-z]{53}");
    private static final Pattern HEX = Pattern.compile("(\\p{XDigit}{2})+");
    private static final Pattern ARGON2 =
            Pattern.compile("\\$argon2(id|i|d)\\$v=\\d+\\$m=\\d+,t=\\d+,p=\\d+\\$[A-Za-z0-9+/]+\\$[A-Za-z0-9+/]+");
    private static final Pattern SCRYPT = Pattern.compile("\\$\\p{XDigit}+\\$[A-Za-z0-9+/=]+\\$[A-Za-z0-9+/=]+");
    private static final Set<String> HEXES =
            Set.of("pbkdf2", "pbkdf2@SpringSecurity_v5_8", "sha256", "MD4", "MD5", "SHA-1", "SHA-256");

    private PasswordHash() {}

    /** Returns what is wrong, without the password; empty when it can be used. */
    static Optional<String> flaw(String password) {
        Matcher prefixed = PREFIX.matcher(password);
        if (!prefixed.matches()) {
            return BCRYPT.matcher(password).matches()
                    ? Optional.of("is a bcrypt hash without its prefix: write {bcrypt} before it")
                    : Optional.empty();
        }
        String kind = prefixed.group(1);
        String hash = prefixed.group(2);
        return switch (kind) {
            case "noop" -> Optional.empty();
            case "bcrypt" -> unless(BCRYPT, hash, kind);
            case "argon2", "argon2@SpringSecurity_v5_8" -> unless(ARGON2, hash, kind);
            case "scrypt", "scrypt@SpringSecurity_v5_8" -> unless(SCRYPT, hash, kind);
            default ->
                HEXES.contains(kind)
                        ? unless(HEX, hash.replaceAll("^\\{[^{}]*}", ""), kind)
                        : Optional.of(
                                "begins with {…} that names no kind of hash; use {bcrypt}, or {noop} for a plain one");
        };
    }

    private static Optional<String> unless(Pattern form, String hash, String kind) {
        return form.matcher(hash).matches()
                ? Optional.empty()
                : Optional.of("is no {" + kind + "} hash: it is cut off or mistyped, and no password would fit");
    }
}
