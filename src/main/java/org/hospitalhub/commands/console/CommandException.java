package org.hospitalhub.commands.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** Thrown when a command cannot go on; carries the message for the user and the exit code. */
public final class CommandException extends RuntimeException {

    private final int code;
    private final transient JsonNode findings;

    /**
     * Makes a failure.
     *
     * @param code one of {@link ExitCode}
     * @param message what happened and what to do, without secrets and personal data
     */
    public CommandException(int code, String message) {
        this(code, message, JsonNodeFactory.instance.arrayNode());
    }

    /**
     * Makes a failure with everything that is wrong.
     *
     * @param findings the hub's findings: objects with code, path and message
     */
    public CommandException(int code, String message, JsonNode findings) {
        super(message);
        this.code = code;
        this.findings = findings;
    }

    /** Returns the exit code. */
    public int code() {
        return code;
    }

    /** Returns the findings of the hub. */
    public JsonNode findings() {
        return findings;
    }
}
