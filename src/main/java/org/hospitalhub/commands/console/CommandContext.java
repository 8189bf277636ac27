package org.hospitalhub.commands.console;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What every command is given.
 *
 * @param clock the moment now
 * @param pause lets some time pass between two looks
 * @param environment variables of the process, {@code HUB_URL} and so on
 */
public record CommandContext(
        Launch launch, InstantSource clock, Consumer<Duration> pause, Map<String, String> environment) {}
