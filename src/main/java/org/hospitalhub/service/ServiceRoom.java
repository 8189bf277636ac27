package org.hospitalhub.service;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/**
 * A Java package that runs a service, or provides beans for its definition. Found by {@link ServiceLoader}, so that no other
 * class refers to it.
 */
public interface ServiceRoom {

    /** Returns the name of the service. */
    String service();

    /**
     * Returns the description of a service that has no definition, empty when it has one.
     *
     * @param settings returns the value of a setting by its full name, null when it is not set
     */
    default Optional<NationalService> describe(Function<String, @Nullable String> settings) {
        return Optional.empty();
    }

    /** Returns the errors in the settings that this package reads, one line each, beginning with the setting's name. */
    default List<String> problems(Environment settings) {
        return List.of();
    }

    /** Returns all such packages. */
    static Stream<ServiceRoom> all() {
        return ServiceLoader.load(ServiceRoom.class, ServiceRoom.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get);
    }
}
