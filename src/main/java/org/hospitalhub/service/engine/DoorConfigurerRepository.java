package org.hospitalhub.service.engine;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.spi.BeanRepository;
import org.jspecify.annotations.Nullable;

/**
 * The configurations of the doors' HTTP clients, by the names in their endpoints. Doors of several services are called for the
 * first time at once, and Camel's own registry is a map that threads must not change beside one another.
 */
public final class DoorConfigurerRepository implements BeanRepository {

    private final Map<String, HttpClientConfigurer> configurers = new ConcurrentHashMap<>();

    void add(String name, HttpClientConfigurer configurer) {
        configurers.putIfAbsent(name, configurer);
    }

    void remove(String name) {
        configurers.remove(name);
    }

    Set<String> names() {
        return Set.copyOf(configurers.keySet());
    }

    @Override
    public @Nullable Object lookupByName(String name) {
        return configurers.get(name);
    }

    @Override
    public <T> @Nullable T lookupByNameAndType(String name, Class<T> type) {
        HttpClientConfigurer found = configurers.get(name);
        return type.isInstance(found) ? type.cast(found) : null;
    }

    /** Returns nothing: no component may take the client of some door for its own. */
    @Override
    public <T> Map<String, T> findByTypeWithName(Class<T> type) {
        return Map.of();
    }

    /** Returns nothing: no component may take the client of some door for its own. */
    @Override
    public <T> Set<T> findByType(Class<T> type) {
        return Set.of();
    }
}
