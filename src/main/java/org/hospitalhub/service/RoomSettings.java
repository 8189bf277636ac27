package org.hospitalhub.service;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Reads the settings of a Java package as its beans will, to report errors before any bean is created. */
public final class RoomSettings {

    private RoomSettings() {}

    /**
     * Returns the errors, one line each, without values, which could be secrets.
     *
     * @param problems returns the errors that the settings object itself finds
     */
    public static <T> List<String> problems(
            Environment settings, String prefix, Class<T> kind, Function<T, List<String>> problems) {
        try {
            return problems.apply(Binder.get(settings).bindOrCreate(prefix, kind));
        } catch (BindException unreadable) {
            return List.of(ownWords(unreadable)
                    .orElseGet(() -> unreadable.getName() + " cannot be read as "
                            + unreadable.getTarget().getType().toClass().getSimpleName()));
        }
    }

    /** Returns the message with which the constructor of the settings fails, with the setting's name and without its value. */
    private static Optional<String> ownWords(Throwable thrown) {
        return ExceptionUtils.stream(thrown)
                .filter(IllegalArgumentException.class::isInstance)
                .map(cause -> String.valueOf(cause.getMessage()))
                .filter(message -> message.startsWith("hub."))
                .findFirst();
    }
}
