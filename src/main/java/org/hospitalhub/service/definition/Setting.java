package org.hospitalhub.service.definition;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A setting {@code hub.<service>.<name>}. Values that the definition gives are kept as written.
 *
 * @param choices the words that are possible, for {@link Type#CHOICE}
 * @param defaultValue null when there is none
 * @param required whether it must be set when the service is on
 * @param onOff whether the service is off while it is empty
 * @param onOffOperations the operations that are off while it is empty
 * @param pattern regular expression of the whole value, null for any
 * @param least smallest value, null for any
 * @param most largest value, null for any
 * @param zeroOnLoopback whether 0 is possible too while the service's address is on this machine
 * @param remarkIf value that is worth a warning, null for none
 * @param remarkUnless {@code guid} or a regular expression; any other value is worth a warning; null for none
 * @param remarkBelow value below which a warning is given, null for none
 * @param remark the warning in words, empty for the hub's own
 * @param help one sentence: why one would change it
 */
public record Setting(
        String name,
        Type type,
        List<String> choices,
        @Nullable String defaultValue,
        boolean required,
        boolean onOff,
        List<String> onOffOperations,
        @Nullable String pattern,
        @Nullable String least,
        @Nullable String most,
        boolean zeroOnLoopback,
        @Nullable String remarkIf,
        @Nullable String remarkUnless,
        @Nullable String remarkBelow,
        Texts remark,
        Texts help,
        Place place) {

    /** What a value must be. */
    public enum Type {
        /** An https address, http on this machine only. */
        URL,
        /** Any text. */
        TEXT,
        /** A text that is never shown, and used only to log in. */
        SECRET,
        /** A whole number. */
        INTEGER,
        /** A number. */
        NUMBER,
        /** {@code true} or {@code false}. */
        BOOLEAN,
        /** {@code 10s}, {@code 1m}, {@code 24h}, {@code PT10S}. */
        DURATION,
        /** A time zone, {@code Europe/Moscow}. */
        ZONE,
        /** A file that must be there. */
        FILE,
        /** A name under {@code hub.identities}. */
        IDENTITY,
        /** Names of hosts, separated by commas. */
        HOSTS,
        /** {@code 500KB}, {@code 20MB}. */
        SIZE,
        /** Texts: a list in YAML, or one text with commas. */
        LIST,
        /** Further settings below this name, which a bean of the jar reads. */
        KEYS,
        /** One of a list of words. */
        CHOICE
    }

    /** Returns the name of the setting as the hospital writes it. */
    public String key(String service) {
        return "hub." + service + "." + name;
    }
}
