package org.hospitalhub.service.definition;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The declaration of a setting {@code hub.<service>.<name>}. Values keep the form in which the definition writes them.
 *
 * @param choices possible words of a {@link Type#CHOICE}
 * @param defaultValue default value, null for none
 * @param required whether it must be set when the service is on
 * @param onOff whether the service is off while the setting is empty
 * @param onOffOperations operations that are off while the setting is empty
 * @param pattern regular expression of the whole value, null for any
 * @param least smallest value, null for any
 * @param most largest value, null for any
 * @param zeroOnLoopback whether 0 is allowed too while the service's address is on this machine
 * @param remarkIf value that causes a warning, null for none
 * @param remarkUnless {@code guid} or a regular expression; any other value causes a warning; null for none
 * @param remarkBelow value below which there is a warning, null for none
 * @param remark the warning in words, empty for the hub's own
 * @param help one sentence that says when to change it
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

    /** The type of a value. */
    public enum Type {
        /** An https address, http on this machine only. */
        URL,
        /** Any text. */
        TEXT,
        /** A text that is never shown and used only for authentication. */
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
        /** A file that must exist. */
        FILE,
        /** A name under {@code hub.identities}. */
        IDENTITY,
        /** Names of hosts, separated by commas. */
        HOSTS,
        /** {@code 500KB}, {@code 20MB}. */
        SIZE,
        /** Texts: a list in YAML, or one text with commas. */
        LIST,
        /** Further settings below this name, which a bean reads. */
        KEYS,
        /** One of a list of words. */
        CHOICE
    }

    /** Returns the full name of the setting. */
    public String key(String service) {
        return "hub." + service + "." + name;
    }
}
