package org.hospitalhub.service;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Reads the settings of a room as its beans will, and says what is wrong before any bean is made. */
public final class RoomSettings {

    private RoomSettings() {}

    /**
     * Returns what is wrong, one line each; never a value, which could be a secret.
     *
     * @param problems what the settings themselves say
     */
    public static <T> List<String> problems(
            Environment settings, String prefix, Class<T> kind, Function<T, List<String>> problems) {
        try {
            return problems.apply(Binder.get(settings).bindOrCreate(prefix, kind));
        } catch (BindException unreadable) {
            String own = ownWords(unreadable);
            return List.of(
                    own != null
                            ? own
                            : unreadable.getName() + " cannot be read as "
                                    + unreadable.getTarget().getType().toClass().getSimpleName());
        }
    }

    /** What the settings say when they refuse to be made, with the name of the setting and without its value. */
    private static @Nullable String ownWords(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof IllegalArgumentException
                    && String.valueOf(cause.getMessage()).startsWith("hub.")) {
                return cause.getMessage();
            }
        }
        return null;
    }
}
