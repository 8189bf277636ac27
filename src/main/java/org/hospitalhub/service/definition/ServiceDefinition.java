package org.hospitalhub.service.definition;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The definition of a national service.
 *
 * @param name name of the folder, the lane and the budget, and prefix of the settings
 * @param country ISO code, null when not given
 * @param language code of the service's own language, null when not given
 * @param example whether it is an example to copy from, which the hub ignores unless one of its settings is set
 * @param settings by name, in their order
 * @param doors by name
 * @param errors answer table that follows every step's own table
 * @param failures problems for calls without an answer, where the hub's own are not sufficient
 * @param timeStamps authority of its signatures, null for the hub's own
 * @param revocation source of the revocation data in its signatures, null when they hold none
 * @param operations by name, in their order
 * @param source whole file, for checks
 */
public record ServiceDefinition(
        String name,
        Texts title,
        @Nullable String country,
        @Nullable String language,
        boolean example,
        Map<String, Setting> settings,
        List<Limit> limits,
        Map<String, Door> doors,
        List<AnswerRule> errors,
        List<FailureRule> failures,
        @Nullable TimeStamps timeStamps,
        @Nullable RevocationData revocation,
        Map<String, OperationDefinition> operations,
        ServiceFolder folder,
        YamlValue source) {

    /** Returns where the definition begins. */
    public Place place() {
        return source.place();
    }
}
