package org.hospitalhub.service.payload;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of a check beside its schema.
 *
 * @param settings returns the value of a setting of the service by its short name, without secrets; null when it is not set
 * @param zone of the current date
 */
public record PayloadContext(Function<String, @Nullable String> settings, InstantSource clock, ZoneId zone) {

    LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), zone);
    }
}
