package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hospitalhub.service.definition.AnswerRule;
import org.hospitalhub.service.expression.Expression;
import org.jspecify.annotations.Nullable;

/**
 * Finds the id that a service assigned to an order. Since it becomes part of an address, only ids of a safe form are accepted,
 * and only where the definition says.
 */
final class IdFinder {

    private static final int LONGEST_TEXT = 500;
    private static final String ID = "[A-Za-z0-9][A-Za-z0-9._~-]{0,99}";
    private static final Pattern SAFE = Pattern.compile(ID);
    private static final Pattern QUOTES = Pattern.compile("[\"'«»“”]");
    private static final Pattern UUID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");
    private static final String HEADER = "header.";

    private final List<Function<Reply, String>> places = new ArrayList<>();
    private final @Nullable Pattern behind;
    private final @Nullable Pattern each;
    private final boolean uuidAlone;

    /**
     * Compiles the rule for finding an id.
     *
     * @param words returns the constants of the operation ({@code words})
     */
    IdFinder(AnswerRule.FindId find, Function<String, String> words) {
        find.in().forEach(place -> places.add(place(place)));
        String prefix = find.behind();
        // A path or an absolute address, optionally after words.
        this.behind = prefix == null
                ? null
                : Pattern.compile(
                        "(?s)(?:.*\\s)?(?:[^?#\\s]*?/)?" + Pattern.quote(words.apply(prefix)) + "\\{?(" + ID + ")}?/?",
                        Pattern.CASE_INSENSITIVE);
        this.each = prefix == null
                ? null
                : Pattern.compile(
                        "(?<![^\\s/])" + Pattern.quote(words.apply(prefix)) + "\\{?(" + ID + ")}?/?(?!\\S)",
                        Pattern.CASE_INSENSITIVE);
        this.uuidAlone = "uuid".equals(find.orAlone());
    }

    private static Function<Reply, String> place(String place) {
        if (place.equals("body-text")) {
            return reply -> {
                JsonNode tree = reply.body().tree();
                String text = tree.isTextual() ? tree.textValue() : reply.body().text();
                return text == null || (tree.isContainerNode() && !tree.has("text")) ? "" : text;
            };
        }
        if (place.startsWith(HEADER)) {
            String name = place.substring(HEADER.length());
            return reply -> Optional.ofNullable(reply.answer().header(name)).orElse("");
        }
        Expression expression = Expression.compile(place);
        return reply -> {
            JsonNode found = reply.scope().value(expression);
            return found.isValueNode() && !found.isNull() ? found.asText() : "";
        };
    }

    /**
     * Returns the id; empty when there is none, when the answer is an error document, or when it names several ids behind the
     * resource: another one may belong to another person's order.
     */
    Optional<String> find(Reply reply) {
        if (reply.complains() || isAmbiguous(reply)) {
            return Optional.empty();
        }
        return places.stream()
                .map(place -> place.apply(reply))
                .flatMap(text -> id(text).stream())
                .findFirst();
    }

    private boolean isAmbiguous(Reply reply) {
        if (each == null) {
            return false;
        }
        Set<String> named = new HashSet<>();
        for (Function<Reply, String> place : places) {
            String text = place.apply(reply);
            Matcher one = each.matcher(
                    text.length() > LONGEST_TEXT ? "" : QUOTES.matcher(text).replaceAll(""));
            while (one.find()) {
                named.add(one.group(1).toLowerCase(Locale.ROOT));
            }
        }
        return named.size() > 1;
    }

    private Optional<String> id(String text) {
        if (text.isBlank() || text.length() > LONGEST_TEXT) {
            return Optional.empty();
        }
        String plain = QUOTES.matcher(text).replaceAll("").strip();
        if (behind == null) {
            return SAFE.matcher(plain).matches() ? Optional.of(plain) : Optional.empty();
        }
        Matcher named = behind.matcher(plain);
        if (named.matches()) {
            return Optional.of(named.group(1));
        }
        return uuidAlone && UUID.matcher(plain).matches() ? Optional.of(plain) : Optional.empty();
    }
}
