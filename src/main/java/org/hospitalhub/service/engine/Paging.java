package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.hospitalhub.calls.BaseUrl;
import org.hospitalhub.calls.tokens.QueryParameters;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Outcome.Remedy;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.rules.Wording;
import org.hospitalhub.service.definition.StepDefinition;
import org.hospitalhub.service.expression.Expression;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Requests an answer page by page. Each page is a try of the step with a permit of its own. The items so far and the address of
 * the next page are in the order's memory, so that a restarted hub continues with the next page. A POST has in place of an
 * address a value, {@code $next} of its body.
 */
final class Paging {

    private static final String HEADER = "header.link";

    private final StepDefinition.Paged paged;
    private final @Nullable Expression next;
    private final Expression join;
    private final long mostBytes;

    Paging(StepDefinition.Paged paged, SettingValues settings) {
        this.paged = paged;
        this.next = paged.next().equals(HEADER) ? null : Expression.compile(paged.next());
        this.join = Expression.compile(paged.join());
        this.mostBytes = DataSize.parse(settings.resolve(paged.size()).strip()).toBytes();
    }

    /** Returns the address of the page to request, below the door's address; empty for the first page, and for a POST. */
    static Optional<String> address(StepProgram step, ClaimedStep work) {
        return step.step().isSafe() ? next(step.step().name(), work) : Optional.empty();
    }

    /** Returns what the last page said about the next one; empty for the first page. */
    static Optional<String> next(String step, ClaimedStep work) {
        return Optional.ofNullable(new OrderMemory(work.memory()).pages(step))
                .map(pages -> pages.path("next").asText());
    }

    /**
     * Stores a page and returns the outcome that continues with the next one; after the last page, returns the outcome of the
     * whole answer.
     *
     * @param whole returns the outcome of an answer with the items of all pages
     */
    Outcome outcome(StepProgram step, Reply reply, OrderMemory memory, Function<Reply, Outcome> whole) {
        String name = step.step().name();
        JsonNode before = memory.pages(name);
        ObjectNode pages = before == null ? JsonNodeFactory.instance.objectNode() : ((ObjectNode) before).deepCopy();
        int number = pages.path("number").asInt(0) + 1;
        Scope scope = reply.scope();
        scope.put("page", JsonNodeFactory.instance.numberNode(number));
        ArrayNode items = pages.withArrayProperty("items");
        Optional<JsonNode> found = scope.found(join);
        if (found.isEmpty()) {
            // Not an empty page: something else than a page, or a damaged one.
            return failed(reply, "PAGE_ITEMS", Wording.of("PAGE_ITEMS"), Remedy.RETRY);
        }
        add(items, found.get());
        long bytes = pages.path("bytes").asLong(0) + reply.body().bytes().length;
        if (bytes > mostBytes) {
            return park(reply, "PAGES_TOO_LARGE", Wording.of("PAGES_TOO_LARGE", paged.size()));
        }
        Optional<String> following = link(reply);
        if (following.isEmpty()) {
            return failed(reply, "PAGE_ITEMS", Wording.of("PAGE_ITEMS"), Remedy.RETRY);
        }
        String link = following.get();
        if (link.isEmpty()) {
            memory.pages(name, null);
            return whole.apply(joined(reply, items));
        }
        if (number >= paged.most()) {
            return park(reply, "PAGES_TOO_MANY", Wording.of("PAGES_TOO_MANY", paged.most()));
        }
        Optional<String> address = address(step, scope, link);
        if (address.isEmpty()) {
            return park(reply, "PAGE_ADDRESS", Wording.of("PAGE_ADDRESS"));
        }
        if (address.get().equals(current(step, scope))) {
            return park(reply, "PAGE_AGAIN", Wording.of("PAGE_AGAIN"));
        }
        pages.put("next", address.get()).put("number", number).put("bytes", bytes);
        memory.pages(name, pages);
        return new Outcome.Next(name, null, null, memory.json());
    }

    private static void add(ArrayNode items, JsonNode found) {
        if (found.isArray()) {
            found.forEach(items::add);
        } else if (!found.isNull() && !found.isMissingNode()) {
            items.add(found);
        }
    }

    /** Returns the link or parameter of the next page, an empty text after the last one; empty when it cannot be read. */
    private Optional<String> link(Reply reply) {
        Expression expression = next;
        if (expression == null) {
            return Optional.of(LinkHeader.next(reply.answer().headers().getOrDefault("link", List.of()))
                    .orElse(""));
        }
        return reply.scope()
                .found(expression)
                .map(value ->
                        value.isTextual() || value.isNumber() ? value.asText().strip() : "");
    }

    private static String current(StepProgram step, Scope scope) {
        if (!step.step().isSafe()) {
            return next(step.step().name(), scope.work()).orElse("");
        }
        return address(step, scope.work()).orElseGet(() -> step.address(scope));
    }

    private Optional<String> address(StepProgram step, Scope scope, String link) {
        if (!step.step().isSafe()) {
            return Optional.of(link);
        }
        String parameter = paged.parameter();
        if (parameter != null) {
            URI first = URI.create(step.address(scope));
            return Optional.of(
                    new QueryParameters(Map.of(parameter, link)).added(first).toString());
        }
        BaseUrl base = step.settings().address(step.door().url());
        return base.own(base.with(current(step, scope)), link).map(whole -> below(base, whole));
    }

    private static String below(BaseUrl base, URI whole) {
        String path =
                Optional.ofNullable(URI.create(base.toString()).getRawPath()).orElse("");
        String query = whole.getRawQuery();
        return whole.getRawPath().substring(path.length()) + (query == null ? "" : "?" + query);
    }

    private Reply joined(Reply last, ArrayNode items) {
        JsonNode body = last.scope().input();
        ObjectNode whole =
                body instanceof ObjectNode object ? object.deepCopy() : JsonNodeFactory.instance.objectNode();
        whole.set(paged.into(), items);
        return last.with(whole);
    }

    private static Outcome park(Reply reply, String code, Wording title) {
        return failed(reply, code, title, Remedy.PARK);
    }

    private static Outcome failed(Reply reply, String code, Wording title, Remedy remedy) {
        Problem problem = new Problem(
                code, title, Wording.of("PAGES.detail", reply.scope().work().step()));
        return new Outcome.Failed(problem, remedy, null, null);
    }
}
