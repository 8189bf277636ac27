package org.hospitalhub.ledger;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Languages;
import org.jspecify.annotations.Nullable;

/**
 * The order as the outside sees it, over HTTP, in JMS answers and in result files (docs/integrator.md).
 *
 * <p>Every field is always there, null while it is not known; {@code findings} is always an array; instants are ISO 8601
 * in UTC.
 */
public final class OrderJson {

    /** Fields that only an accepted order has. */
    private static final List<String> UNKNOWN =
            List.of("batch", "acceptedAt", "finishedAt", "deliveredAt", "attempts", "step", "dueAt", "why", "result");

    private OrderJson() {}

    /**
     * Writes an order with its answer.
     *
     * @param result the answer, null when there is none
     * @param languages of the reader; the service's own words stay as they are
     */
    public static ObjectNode of(Order order, @Nullable ObjectNode result, Languages languages) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", order.id());
        json.put("operation", order.operation());
        json.put("state", order.state().word());
        json.put("key", order.key());
        json.put("priority", order.priority().word());
        json.put("batch", order.address() instanceof Address.BatchRecord record ? record.batch() : null);
        json.put("acceptedAt", text(order.acceptedAt()));
        json.put("finishedAt", text(order.finishedAt()));
        json.put("deliveredAt", text(order.deliveredAt()));
        json.put("attempts", order.attempts());
        json.put("step", order.step());
        json.put("dueAt", text(order.dueAt()));
        json.put("why", order.state() == State.WAITING ? why(order, languages) : null);
        json.set("result", result);
        json.set("findings", findings(order, languages));
        json.set("problem", of(order.problem(), languages));
        return json;
    }

    /** Writes what became of work that was not accepted: the fields of an order, state {@code rejected}, and the findings. */
    public static ObjectNode rejected(
            @Nullable String operation,
            @Nullable String key,
            Priority priority,
            List<Finding> findings,
            Languages languages) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putNull("id");
        json.put("operation", operation);
        json.put("state", "rejected");
        json.put("key", key);
        json.put("priority", priority.word());
        for (String unknown : UNKNOWN) {
            json.putNull(unknown);
        }
        json.set("findings", of(findings, languages));
        json.putNull("problem");
        return json;
    }

    /** Why an order is parked stands among its findings too, so that a program has one place to look for codes. */
    private static ArrayNode findings(Order order, Languages languages) {
        ArrayNode json = of(order.findings(), languages);
        Problem problem = order.problem();
        if (problem != null && order.state() == State.PARKED) {
            json.addAll(of(List.of(Finding.error(problem.code(), "$", problem.sentence(languages))), languages));
        }
        return json;
    }

    /** Writes findings in the language of the reader. */
    public static ArrayNode of(List<Finding> findings, Languages languages) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        for (Finding finding : findings) {
            ObjectNode one = json.addObject();
            one.put("code", finding.code());
            one.put("path", finding.path());
            one.put("message", finding.message(languages));
            one.put("severity", finding.severity().name().toLowerCase(Locale.ROOT));
        }
        return json;
    }

    private static @Nullable String why(Order order, Languages languages) {
        return order.whyWording() == null ? null : order.whyWording().in(languages);
    }

    private static @Nullable ObjectNode of(@Nullable Problem problem, Languages languages) {
        return problem == null
                ? null
                : JsonNodeFactory.instance
                        .objectNode()
                        .put("title", problem.titleWording().in(languages))
                        .put("detail", problem.detailWording().in(languages))
                        .put("code", problem.code());
    }

    /** To the millisecond, as the ledger keeps it: the same moment is the same text every time. */
    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
