package org.hospitalhub.service.definition;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An operation of a service.
 *
 * @param name {@code ecard.eligibility}
 * @param schema file name of the payload's JSON Schema, null for any payload
 * @param resultSchema file name of a JSON Schema by which results are checked, null for none; what it finds are warnings
 * @param attachments files of an order, by the payload's field
 * @param check name of a bean of the jar that checks the payload after its schema, null for none
 * @param values values that are computed from each payload for requests and tables, {@code {values.x}} and {@code $values.x}
 * @param subjects persons, documents or organisations that its orders are about
 * @param reuse how long an answer is reused for an equal request, null for never
 * @param words constants for texts of the definition, {@code {operation.resource}}
 * @param identity JSLT of the identity with which an order is sent, null when there is only one
 * @param right JSLT of the right that an order needs, when the service may refuse it to a known identity; null when all orders
 *     need the same
 * @param steps by name, in their order
 * @param start name of the first step
 * @param columns result fields for the columns of a CSV answer; empty for those in the results
 */
public record OperationDefinition(
        String name,
        Texts title,
        Kind kind,
        @Nullable String schema,
        @Nullable String resultSchema,
        Map<String, Attachment> attachments,
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

    /**
     * A file of an order: {@code {"path"}} of one that is dropped beside it, or {@code {"base64"}}.
     *
     * @param required whether an order without it is refused
     * @param most largest file; a text that may name a setting
     * @param media media type
     */
    public record Attachment(boolean required, String most, String media, Place place) {}

    /** Presets of steps. */
    public enum Kind {
        /** One step {@code ask}: a request with its answer. */
        ASK,
        /** {@code submit}, then {@code poll}; {@code look-up} after a lost answer. */
        ORDER_AND_POLL,
        /** {@code submit}; {@code look-up} after a lost answer. */
        SUBMISSION,
        /** A signed submission, then {@code follow}. */
        SIGNED_SUBMISSION,
        /** Free steps. */
        STEPS
    }

    /**
     * Values that are computed from a payload.
     *
     * @param bean name of the bean that computes them, null for expressions
     * @param expressions JSLT by name
     */
    public record Values(@Nullable String bean, Map<String, String> expressions, Place place) {}

    /**
     * A subject by which orders are found: a number, or a person's name and birth date.
     *
     * @param number JSLT, null for a person
     * @param person JSLT of the name and of the birth date; empty for a number
     * @param bean name of the bean that finds subjects, null for expressions
     */
    public record Subject(
            @Nullable String number,
            List<String> person,
            @Nullable String bean,
            Place place) {}

    /**
     * The rule by which two orders are equal requests.
     *
     * @param lasts how long an answer is reused; a text that may name a setting
     * @param same JSLT of the compared values; empty for the whole payload
     * @param fold {@code upper-case}, or {@code Ё=Е}: how texts are changed before they are compared
     */
    public record Reuse(String lasts, List<String> same, List<String> fold, Place place) {}

    /**
     * An example: a payload, the service's answers, and how the order ends.
     *
     * @param payload payload; null when it is in a file
     * @param payloadFile name of the payload's file beside the definition, null when the payload is given here
     * @param answers answers by step, in their order: {@code status}, {@code headers}, {@code body}
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
