package org.hospitalhub.sandbox;

import java.net.BindException;

/** Thrown when a port of the sandbox cannot be opened; the message is one line for the user. */
final class PortInUseException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    final String setting;

    PortInUseException(String address, int port, String setting, BindException cause) {
        super(
                "The sandbox cannot open " + address + ":" + port + " (" + cause.getMessage() + "): set " + setting
                        + " to a free port, or end the program that has it.",
                cause);
        this.setting = setting;
    }
}
