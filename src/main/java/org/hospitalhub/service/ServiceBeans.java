package org.hospitalhub.service;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.hospitalhub.ledger.Operation;

/**
 * The beans that definitions may name ({@code java:<bean>}).
 *
 * @param checks checks of payloads, by name
 * @param values computations of values from payloads, by name
 * @param subjects finders of subjects, by name
 */
public record ServiceBeans(
        Map<String, ? extends Operation.Check> checks,
        Map<String, ? extends PayloadValues> values,
        Map<String, ? extends Operation.Subjects> subjects) {

    /** No beans, for reading definitions only. */
    public static final ServiceBeans NONE = new ServiceBeans(Map.of(), Map.of(), Map.of());

    /** Returns the beans of several sources together. */
    public static ServiceBeans all(Collection<ServiceBeans> several) {
        Map<String, Operation.Check> checks = new HashMap<>();
        Map<String, PayloadValues> values = new HashMap<>();
        Map<String, Operation.Subjects> subjects = new HashMap<>();
        several.forEach(beans -> {
            checks.putAll(beans.checks());
            values.putAll(beans.values());
            subjects.putAll(beans.subjects());
        });
        return new ServiceBeans(checks, values, subjects);
    }
}
