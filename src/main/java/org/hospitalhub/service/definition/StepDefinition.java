package org.hospitalhub.service.definition;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A step: one request of an operation, and the table of its answers. Times are texts, since they may name settings.
 *
 * @param door name of the door
 * @param method HTTP method, upper case
 * @param address address below the door's URL, an RFC 6570 template
 * @param headers by name, texts
 * @param body body of the request: the word {@code payload}, an expression, or a tree with expressions; null for none
 * @param media media type, null for the door's
 * @param sign how the body is signed, null when it is not
 * @param unsure what to do when it is unknown whether the request arrived
 * @param retryFor how long failures are tried again
 * @param pause between two tries of a step that waits, null when it does not wait
 * @param giveUpAfter how long it is waited for the answer
 * @param unreadable what to do with answers that make no sense, null to go on to the table
 * @param paged how further pages are asked for, null for one page
 * @param tellOnChange whether the sender is informed of each change of state
 * @param requests most requests of one try
 * @param route file name of an own route that replaces this step, null for the common one
 * @param leadsTo steps that its own route goes on with
 * @param remembers what its own route leaves in the order's memory, by name
 * @param answer its own table; the service's {@code errors} follow
 */
public record StepDefinition(
        String name,
        String door,
        String method,
        String address,
        Map<String, String> headers,
        @Nullable YamlValue body,
        @Nullable String media,
        @Nullable Sign sign,
        Unsure unsure,
        String retryFor,
        @Nullable Pause pause,
        String giveUpAfter,
        @Nullable Unreadable unreadable,
        @Nullable Paged paged,
        boolean tellOnChange,
        int requests,
        @Nullable String route,
        List<String> leadsTo,
        List<String> remembers,
        List<AnswerRule> answer,
        Place place) {

    /** The reaction when it is unknown whether a request arrived. */
    public sealed interface Unsure {
        /** Harmless to repeat. */
        record Repeat() implements Unsure {}

        /**
         * Repeated once, then an operator decides.
         *
         * @param pause time before the repeat; a text that may name a setting
         */
        record RepeatOnce(String pause) implements Unsure {}

        /** Another step asks the service whether the request arrived. */
        record LookUp(String step) implements Unsure {}

        /** Harmless to repeat if a condition on the payload is true, else an operator decides. */
        record RepeatIf(String condition) implements Unsure {}

        /** An operator decides. */
        record Park() implements Unsure {}

        /** Missing in the definition, which is an error. */
        record Missing() implements Unsure {}
    }

    /**
     * Time between two tries.
     *
     * @param least shortest
     * @param most longest pause when pauses grow; empty for no limit
     * @param of {@code order} or {@code client}; a text that may name a setting
     * @param learn whether the hub learns when an answer is likely
     * @param doubling whether each pause is twice as long as the one before
     */
    public record Pause(String least, String most, String of, boolean learn, boolean doubling) {}

    /**
     * How unreadable answers are handled.
     *
     * @param tries number of unreadable answers in a row that are tolerated
     * @param doubling whether each pause is twice as long as the one before
     */
    public record Unreadable(int tries, boolean doubling) {}

    /**
     * How an answer in pages is read.
     *
     * @param next {@code header.link}, or JSLT of the next page's address, or of the parameter's next value
     * @param parameter query parameter that selects a page; null when {@code next} is an address
     * @param most highest number of pages
     * @param size largest size of all pages together; a text that may name a setting
     * @param join JSLT of a page's items
     * @param into name of the field that holds all items
     */
    public record Paged(String next, @Nullable String parameter, int most, String size, String join, String into) {}

    /** Returns whether its request is described here; else its own route makes it, if there is one. */
    public boolean describesRequest() {
        return !address.isEmpty();
    }

    /** Returns whether it sends nothing. */
    public boolean isSilent() {
        return requests == 0;
    }

    /** Returns whether its method has no effect at the service. */
    public boolean isSafe() {
        return method.equals("GET") || method.equals("HEAD");
    }
}
