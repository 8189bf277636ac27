package org.hospitalhub.service;

import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.springframework.core.env.Environment;

/**
 * A room of Java that runs a service, or gives its definition beans; found by {@link ServiceLoader}, so that nobody else knows it
 * by name.
 */
public interface ServiceRoom {

    /** Returns the name of the service. */
    String service();

    /** Returns what else the hub must know of the service, beside what its definition declares. */
    default ServiceTraits traits(ServiceTraits declared) {
        return declared;
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
