package org.hospitalhub.commands.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** A command cannot go on; says why to the person and ends with a code. */
public final class CommandFailure extends RuntimeException {

    private final int code;
    private final transient JsonNode findings;

    /**
     * Makes a failure.
     *
     * @param code one of {@link Exit}
     * @param message what happened and what to do, without secrets and personal data
     */
    public CommandFailure(int code, String message) {
        this(code, message, JsonNodeFactory.instance.arrayNode());
    }

    /**
     * Makes a failure with everything that is wrong.
     *
     * @param findings the hub's findings: objects with code, path and message
     */
    public CommandFailure(int code, String message, JsonNode findings) {
        super(message);
        this.code = code;
        this.findings = findings;
    }

    public int code() {
        return code;
    }

    public JsonNode findings() {
        return findings;
    }
}
