package org.hospitalhub.commands.console;

/** The exit codes of all commands (docs/command-line.md). */
public final class ExitCode {

    /** Done; what was asked about is well. */
    public static final int OK = 0;

    /** Done, and something needs a person: refused, parked, cancelled, or a finding. */
    public static final int FINDINGS = 1;

    /** The command was called wrongly; nothing was done. */
    public static final int USAGE = 2;

    /** It could not be done: hub not reached, hub not able to answer, file not readable. Trying again may help. */
    public static final int FAILED = 3;

    /** Accepted and still on its way. */
    public static final int NOT_FINISHED = 4;

    /** The log-in was refused, or this user may not do it. */
    public static final int DENIED = 5;

    /** There is no such order, batch or operation, or this user may not see it. */
    public static final int NOT_FOUND = 6;

    private ExitCode() {}
}
