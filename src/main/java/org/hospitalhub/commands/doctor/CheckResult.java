package org.hospitalhub.commands.doctor;

/**
 * The result of one check of the doctor.
 *
 * @param name what was looked at: {@code settings}, {@code ledger}, {@code n3 tls}, …
 * @param found what was found, without secrets and personal data
 * @param advice what to do, empty when nothing is
 */
record CheckResult(String name, Level level, String found, String advice) {

    /** The severity of a result. */
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

    static CheckResult ok(String name, String found) {
        return new CheckResult(name, Level.ok, found, "");
    }

    static CheckResult skipped(String name, String why) {
        return new CheckResult(name, Level.skipped, why, "");
    }

    static CheckResult warning(String name, String found, String advice) {
        return new CheckResult(name, Level.warning, found, advice);
    }

    static CheckResult error(String name, String found, String advice) {
        return new CheckResult(name, Level.error, found, advice);
    }
}
