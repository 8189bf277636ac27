package org.hospitalhub.service.payload;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a check needs to know beside its schema.
 *
 * @param settings values of the service's settings by their short name, without secrets; null for those that are not set
 * @param zone in which a day is today
 */
public record PayloadContext(Function<String, @Nullable String> settings, InstantSource clock, ZoneId zone) {

    LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), zone);
    }
}
