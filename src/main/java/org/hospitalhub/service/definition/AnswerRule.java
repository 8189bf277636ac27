package org.hospitalhub.service.definition;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of an answer table: a condition on the answer, and the outcome.
 *
 * @param then an outcome ({@code done}, {@code wait}, {@code refused}, {@code retry}, {@code limited}, {@code unsure}, {@code
 *     park}) or the name of a step
 * @param because what the service does not accept: all of the hub's requests ({@code all}), the identity of the call ({@code
 *     caller}) or its right to this request ({@code right}); null when that is not the cause
 * @param code of the problem or the findings, null for the hub's own
 * @param title of the problem, empty for the hub's own
 * @param say constant text, empty for the hub's own
 * @param quote JSLT of the service's words that stand for {@code {quote}} in title and say, null for none
 * @param result tree with expressions; {@code answer} for status, media type and body of the answer as it came; null for the body itself
 * @param findings what is refused and why, null for one finding with {@code say}
 * @param remember what the next steps need, by name: a capture's name or JSLT
 * @param serviceId JSLT of the id that belongs to one question only, null for none
 * @param after pause before the next step, null for none
 * @param limited whether the answer counts as reaching the limit of the service's budget
 * @param logUnless JSLT; unless it is true, the log says that the answer is unusual; null for no log
 * @param progress the status update for the sender, null for none
 * @param retryAfter {@code header} or JSLT of seconds; null for the header
 */
public record AnswerRule(
        When when,
        String then,
        @Nullable String because,
        @Nullable String code,
        Texts title,
        Texts say,
        @Nullable String quote,
        @Nullable YamlValue result,
        @Nullable Findings findings,
        Map<String, String> remember,
        @Nullable String serviceId,
        @Nullable After after,
        boolean limited,
        @Nullable String logUnless,
        @Nullable Progress progress,
        @Nullable String retryAfter,
        Place place) {

    /** The words for outcomes; any other word is the name of a step. */
    public static final List<String> OUTCOMES =
            List.of("done", "wait", "refused", "retry", "limited", "unsure", "park");

    /** Returns whether the result is the answer itself: {@code {"status","mediaType","body"}}. */
    public boolean resultIsAnswer() {
        return result != null && "answer".equals(result.text());
    }

    /** Returns the rule with words in place of {@code {quote}}. */
    public AnswerRule quoting(String words) {
        return new AnswerRule(
                when,
                then,
                because,
                code,
                title.with("quote", words),
                say.with("quote", words),
                quote,
                result,
                findings,
                remember,
                serviceId,
                after,
                limited,
                logUnless,
                progress,
                retryAfter,
                place);
    }

    /** Returns whether {@code then} is an outcome and not a step. */
    public boolean isOutcome() {
        return OUTCOMES.contains(then);
    }

    /**
     * Conditions that must all be true; without conditions the line fits any answer.
     *
     * @param statuses {@code 429}, {@code 2xx}, {@code 200-299}; empty for any
     * @param effectNone whether the line fits only steps that are harmless to repeat
     * @param headers by lower-case name: {@code any}, a text, or an address with {@code {captures}}
     * @param is JSLT condition, null for none
     * @param limitWords whether the answer must contain the words for a limit
     * @param says regular expressions, each of which must occur in the answer's text (without markup)
     * @param certificate whether a client certificate was sent; null for either
     * @param complaint whether the body must be an error document
     * @param missing JSLT of a value that must be missing, null for none
     * @param times how often this line may fit for one order, null for any number
     * @param media declared media type, null for any
     * @param unreadable whether the body must be one that cannot be read
     * @param fits JSLT of a text and a regular expression that must match all of it
     * @param findId where the service's id for the order is found, null when it is not
     */
    public record When(
            List<String> statuses,
            boolean effectNone,
            Map<String, String> headers,
            @Nullable String is,
            boolean limitWords,
            List<String> says,
            @Nullable Boolean certificate,
            boolean complaint,
            @Nullable String missing,
            @Nullable Integer times,
            @Nullable String media,
            boolean unreadable,
            Map<String, String> fits,
            @Nullable FindId findId,
            boolean any) {}

    /**
     * The place of an id in an answer.
     *
     * @param in sources in their order: {@code body-text}, JSLT, {@code header.<name>}
     * @param behind text before the id, null when the id stands alone
     * @param orAlone {@code uuid}: an id of this form may stand alone; null for never
     */
    public record FindId(
            List<String> in,
            @Nullable String behind,
            @Nullable String orAlone) {}

    /** The source of findings. */
    public sealed interface Findings {
        /** Findings read from the body, in any of the usual formats. */
        record FromBody() implements Findings {}

        /** Findings with the whole text of the body. */
        record WholeText() implements Findings {}

        /** Findings made by expressions. */
        record Made(List<Item> items) implements Findings {}

        /**
         * One finding.
         *
         * @param each JSLT of a list, for each of whose elements a finding is made; null for one finding
         * @param path constant or JSLT
         * @param message JSLT
         * @param code JSLT or constant, null for the rule's code
         * @param severity {@code error} or {@code warning}
         */
        record Item(
                @Nullable String each,
                String path,
                String message,
                @Nullable String code,
                String severity) {}
    }

    /**
     * A pause that doubles each time the rule fits again.
     *
     * @param first first pause
     * @param doublingTo longest pause, empty for no doubling
     * @param until how long after the first time the order is parked instead; empty for never
     */
    public record After(String first, String doublingTo, String until) {}

    /**
     * The status update for the sender while a step is followed.
     *
     * @param state JSLT
     * @param message JSLT, null for none
     */
    public record Progress(String state, @Nullable String message) {}
}
