package org.hospitalhub.sandbox;

import java.net.BindException;

/** A port of the sandbox cannot be opened; the message is one line for the person who starts it. */
final class PortTaken extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    final String setting;

    PortTaken(String address, int port, String setting, BindException cause) {
        super(
                "The sandbox cannot open " + address + ":" + port + " (" + cause.getMessage() + "): set " + setting
                        + " to a free port, or end the program that has it.",
                cause);
        this.setting = setting;
    }
}
