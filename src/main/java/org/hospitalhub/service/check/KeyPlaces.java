package org.hospitalhub.service.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hospitalhub.service.definition.Place;
import org.hospitalhub.service.definition.YamlValue;
import org.jspecify.annotations.Nullable;

/** Finds the lines of keys in a definition, because its records know only where their mapping begins. */
final class KeyPlaces {

    private final Map<Place, List<YamlValue.Mapping>> mappings = new HashMap<>();

    private KeyPlaces() {}

    static KeyPlaces of(YamlValue source) {
        KeyPlaces places = new KeyPlaces();
        places.add(source);
        return places;
    }

    private void add(YamlValue value) {
        if (value instanceof YamlValue.Mapping mapping) {
            mappings.computeIfAbsent(mapping.place(), place -> new ArrayList<>())
                    .add(mapping);
            mapping.fields().values().forEach(this::add);
        } else if (value instanceof YamlValue.Sequence sequence) {
            sequence.items().forEach(this::add);
        }
    }

    /** Returns the position of a key, or the given position when the mapping there has no such key. */
    Place at(Place place, String key) {
        String[] names = key.replaceAll("[: ].*$", "").split("\\.");
        Place found = place;
        for (int i = 0; i < names.length; i++) {
            Place inner = i + 1 < names.length ? inner(found, names[i]) : key(found, names[i]);
            found = inner == null ? found : inner;
        }
        return found;
    }

    /** Returns the position of a key's value, null when the mapping has no such key. */
    @Nullable
    Place inner(Place place, String name) {
        return mappings.getOrDefault(place, List.of()).stream()
                .map(mapping -> mapping.fields().get(name))
                .filter(Objects::nonNull)
                .map(YamlValue::place)
                .findFirst()
                .orElse(null);
    }

    private @Nullable Place key(Place place, String name) {
        return mappings.getOrDefault(place, List.of()).stream()
                .map(mapping -> mapping.places().get(name))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
