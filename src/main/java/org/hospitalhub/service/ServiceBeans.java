package org.hospitalhub.service;

import java.util.Map;
import org.hospitalhub.ledger.Operation;

/**
 * Beans of the jar that definitions may name ({@code java:<bean>}).
 *
 * @param checks of payloads, by name
 * @param values made of payloads, by name
 * @param subjects finders of subjects, by name
 */
public record ServiceBeans(
        Map<String, ? extends Operation.Check> checks,
        Map<String, ? extends PayloadValues> values,
        Map<String, ? extends Operation.Subjects> subjects) {

    /** No beans: definitions are only read. */
    public static final ServiceBeans NONE = new ServiceBeans(Map.of(), Map.of(), Map.of());
}
