package org.hospitalhub.service.definition;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked of a service.
 *
 * @param name {@code ecard.eligibility}
 * @param schema file name of the payload's JSON Schema, null for any payload
 * @param check name of a bean of the jar that checks the payload after its schema, null for none
 * @param values what is made of each payload for requests and tables, {@code {values.x}} and {@code $values.x}
 * @param subjects whom its orders are about
 * @param reuse how long an answer serves the same question again, null for never
 * @param words plain words of the definition, {@code {operation.resource}} in its texts
 * @param identity JSLT of the identity that an order is sent with, null when there is one only
 * @param right JSLT of what an order asks for, where the service may refuse that to an identity that it knows; null for everything
 * @param steps by name, in their order
 * @param start name of the first step
 * @param columns result fields for the columns of a CSV answer; empty for those that the results name
 */
public record OperationDefinition(
        String name,
        Texts title,
        Kind kind,
        @Nullable String schema,
        @Nullable String check,
        Values values,
        List<Subject> subjects,
        @Nullable Reuse reuse,
        Map<String, String> words,
        @Nullable String identity,
        @Nullable String right,
        Map<String, StepDefinition> steps,
        String start,
        List<String> columns,
        List<Example> examples,
        Place place) {

    /** Presets over free steps. */
    public enum Kind {
        /** One step {@code ask}: request and answer. */
        ASK,
        /** {@code submit}, then {@code poll}; {@code look-up} after a lost answer. */
        ORDER_AND_POLL,
        /** {@code submit}; {@code look-up} after a lost answer. */
        SUBMISSION,
        /** As a submission, signed, and {@code follow} afterwards. */
        SIGNED_SUBMISSION,
        /** Free steps. */
        STEPS
    }

    /**
     * What is made of a payload.
     *
     * @param bean name of a bean of the jar that makes it, null when expressions do
     * @param expressions JSLT by name
     */
    public record Values(@Nullable String bean, Map<String, String> expressions, Place place) {}

    /**
     * One thing that orders are found by: a number, or a person's name and birth date.
     *
     * @param number JSLT, null for a person
     * @param person JSLT of the name and of the birth date; empty for a number
     * @param bean name of a bean of the jar that finds them, null when expressions do
     */
    public record Subject(
            @Nullable String number,
            List<String> person,
            @Nullable String bean,
            Place place) {}

    /**
     * When two orders are the same question.
     *
     * @param lasts how long an answer serves; a text that may name a setting
     * @param same JSLT of what is compared; empty for the whole payload
     * @param fold {@code upper-case}, or {@code Ё=Е}: what is done to texts before they are compared
     */
    public record Reuse(String lasts, List<String> same, List<String> fold, Place place) {}

    /**
     * A payload with the answers that the service gives to it, and how the order ends.
     *
     * @param payload the payload itself; null when it stands in a file
     * @param payloadFile file name beside the definition, null when it stands here
     * @param answers by step the answers one after the other: {@code status}, {@code headers}, {@code body}
     * @param ends {@code completed}, {@code refused} or {@code parked}
     * @param result the result, null when it is not compared
     * @param codes codes of the findings, or of the problem
     */
    public record Example(
            String name,
            @Nullable YamlValue payload,
            @Nullable String payloadFile,
            Map<String, List<YamlValue>> answers,
            String ends,
            @Nullable YamlValue result,
            List<String> codes,
            Place place) {}

    /** Returns the service's name. */
    public String service() {
        return name.substring(0, Math.max(0, name.indexOf('.')));
    }
}
