package org.hospitalhub.commands.console;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The environment of every command.
 *
 * @param clock the moment now
 * @param pause lets some time pass between two looks
 * @param environment variables of the process, {@code HUB_URL} and so on
 */
public record CommandContext(
        HubLauncher launch, InstantSource clock, Consumer<Duration> pause, Map<String, String> environment) {}
