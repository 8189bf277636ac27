package org.hospitalhub.nhif;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The services of NHIF by name, and what holds for those that say nothing else. The other settings under {@code hub.nhif} are read
 * by the definition {@code services/nhif/service.yaml}.
 *
 * @param identity name of the identity of orders that name none, empty for none
 * @param timeOut for an answer whose entry names none
 * @param bodyLimit largest document of a submission
 * @param catalogue entries by name
 */
@ConfigurationProperties("hub.nhif")
public record Catalogue(
        @DefaultValue("") String identity,
        @DefaultValue("60s") Duration timeOut,
        @DefaultValue("20MB") DataSize bodyLimit,
        @DefaultValue Map<String, CatalogueEntry> catalogue) {

    /** Refuses entries that cannot be used, in one clear line. */
    public Catalogue {
        identity = identity.strip();
        catalogue = Map.copyOf(catalogue);
        catalogue.forEach((name, entry) -> entry.validate(name));
    }

    /** Finds a service of the catalogue by its name. */
    Optional<CatalogueEntry> entry(@Nullable String name) {
        return name == null ? Optional.empty() : Optional.ofNullable(catalogue.get(name));
    }
}
