package org.hospitalhub.service.definition;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A national service as its definition says it.
 *
 * @param name folder name, prefix of settings, lane, name of the budget
 * @param country ISO code, null when it is not said
 * @param language code of the service's own language, null when it is not said
 * @param example whether it is only shown to copy from: without any setting of its own the hub does not know it
 * @param settings by name, in their order
 * @param doors by name
 * @param errors the table that every step's own table goes on with
 * @param failures what calls without an answer mean, where the hub's own words are not enough
 * @param operations by name, in their order
 * @param source the whole file, for checks
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
        Map<String, OperationDefinition> operations,
        ServiceFolder folder,
        YamlValue source) {

    /** Returns where the definition begins. */
    public Place place() {
        return source.place();
    }
}
