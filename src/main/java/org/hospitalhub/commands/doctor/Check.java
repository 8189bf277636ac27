package org.hospitalhub.commands.doctor;

/**
 * One thing that the doctor looked at.
 *
 * @param name what was looked at: {@code settings}, {@code ledger}, {@code n3 tls}, …
 * @param found what was found, without secrets and personal data
 * @param advice what to do, empty when nothing is
 */
record Check(String name, Level level, String found, String advice) {

    /** How well it is. */
    enum Level {
        /** Well. */
        ok,
        /** Not looked at, for something else is missing or off. */
        skipped,
        /** The hub runs, and a person should look. */
        warning,
        /** The hub does not start, or cannot do its work. */
        error
    }

    static Check ok(String name, String found) {
        return new Check(name, Level.ok, found, "");
    }

    static Check skipped(String name, String why) {
        return new Check(name, Level.skipped, why, "");
    }

    static Check warning(String name, String found, String advice) {
        return new Check(name, Level.warning, found, advice);
    }

    static Check error(String name, String found, String advice) {
        return new Check(name, Level.error, found, advice);
    }
}
