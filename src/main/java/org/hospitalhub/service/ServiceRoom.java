package org.hospitalhub.service;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.springframework.core.env.Environment;

/**
 * A Java package that runs a service, or provides beans for its definition. Found by {@link ServiceLoader}, so that no other
 * class refers to it.
 */
public interface ServiceRoom {

    /** Returns the name of the service. */
    String service();

    /** Returns what else the hub must know of the service, beside what its definition declares. */
    default ServiceTraits traits(ServiceTraits declared) {
        return declared;
    }

    /** Returns the errors in the settings that this package reads, one line each, beginning with the setting's name. */
    default List<String> problems(Environment settings) {
        return List.of();
    }

    /**
     * Returns the beans that its definition names, made outside of a running hub; those that need one are missing.
     *
     * @throws RuntimeException when a setting or a file that they need cannot be read
     */
    default ServiceBeans beans(Environment settings, InstantSource clock) {
        return ServiceBeans.NONE;
    }

    /** Returns the package of a service. */
    static Optional<ServiceRoom> of(String service) {
        return all().filter(room -> room.service().equals(service)).findFirst();
    }

    /** Returns all such packages. */
    static Stream<ServiceRoom> all() {
        return ServiceLoader.load(ServiceRoom.class, ServiceRoom.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get);
    }
}
