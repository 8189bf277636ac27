package org.hospitalhub.service;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/**
 * A room of Java that runs a service, or gives its definition beans; found by {@link ServiceLoader}, so that nobody else knows it
 * by name.
 */
public interface ServiceRoom {

    /** Returns the name of the service. */
    String service();

    /**
     * Describes a service that no definition describes; empty when one does.
     *
     * @param settings values by their whole name, null for one that is not set
     */
    default Optional<NationalService> describe(Function<String, @Nullable String> settings) {
        return Optional.empty();
    }

    /** Returns what makes the settings that the room reads unusable, one line each that begins with the setting's name. */
    default List<String> problems(Environment settings) {
        return List.of();
    }

    /** Returns all rooms. */
    static Stream<ServiceRoom> all() {
        return ServiceLoader.load(ServiceRoom.class, ServiceRoom.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get);
    }
}
