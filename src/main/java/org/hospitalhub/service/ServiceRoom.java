package org.hospitalhub.service;

import java.util.List;
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

    /** Returns all such packages. */
    static Stream<ServiceRoom> all() {
        return ServiceLoader.load(ServiceRoom.class, ServiceRoom.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get);
    }
}
