package org.hospitalhub.operations.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.hospitalhub.intake.DeclaredCharset;
import org.hospitalhub.intake.RequestBodies;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.OrderJson;
import org.hospitalhub.ledger.Orders;
import org.hospitalhub.operations.actions.InvalidRequestException;
import org.hospitalhub.operations.actions.OperatorActions;
import org.hospitalhub.operations.audit.RequestAudit;
import org.hospitalhub.rules.Languages;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.server.ResponseStatusException;

/** Serves orders over HTTP: read, list, replay, cancel. New orders are accepted by the package intake. */
@RestController
@RequestMapping("/api/orders")
@Tag(name = "orders")
class OrdersController {

    /** One page of orders, as it is returned. */
    record OrderPage(List<ObjectNode> items, int page, int pages, long total) {}

    private static final int PAGE_SIZE = 50;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

    private final Orders orders;
    private final AuthorizedOrderJson views;
    private final RequestBodies bodies;
    private final LongPolling waiting;
    private final OperatorActions actions;
    private final InstantSource clock;
    private final RequestLanguages languages;

    OrdersController(
            Orders orders,
            AuthorizedOrderJson views,
            RequestBodies bodies,
            LongPolling waiting,
            OperatorActions actions,
            InstantSource clock,
            RequestLanguages languages) {
        this.orders = orders;
        this.views = views;
        this.bodies = bodies;
        this.waiting = waiting;
        this.actions = actions;
        this.clock = clock;
        this.languages = languages;
    }

    @Operation(summary = "Returns one order; ?wait=30s waits until the order has ended, at most 2 minutes")
    @GetMapping("/{id}")
    Object one(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String wait,
            Authentication who,
            @Parameter(hidden = true) HttpMethod verb,
            @Parameter(hidden = true) HttpServletRequest request) {
        Order order = actions.order(id, who);
        if (HttpMethod.HEAD.equals(verb)) {
            return ResponseEntity.ok(OrderJson.of(order, null, languages.current())); // without the result
        }
        Duration patience = patience(wait);
        if (order.state().ended() || patience.isZero()) {
            // In this thread, which keeps the place of a large result until its last byte is written (LargeData).
            return ResponseEntity.ok(json(order, who, RequestAudit.caller(), languages.current()));
        }
        DeferredResult<ResponseEntity<ObjectNode>> reply = new DeferredResult<>(LONGEST_WAIT.toMillis() + 10_000);
        String caller = RequestAudit.caller();
        Languages asked = languages.current();
        // Set now: when a client leaves, its request is used for others.
        AtomicReference<Order> now = new AtomicReference<>(order);
        EndedWaits.answer(request, () -> json(Objects.requireNonNull(now.get()), who, caller, asked));
        boolean waits = waiting.untilEnded(id, who.getName(), clock.instant().plus(patience), ended -> {
            now.set(ended);
            reply.setResult(ResponseEntity.ok(EndedWaits.NOT_BUILT));
        });
        return waits ? reply : ResponseEntity.ok(EndedWaits.NOT_BUILT);
    }

    @Operation(summary = "Lists orders, newest first; pages start at 0; code selects parked orders by their problem")
    @GetMapping
    OrderPage list(
            @RequestParam(required = false) @Nullable String operation,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String batch,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(required = false) @Nullable String code,
            @RequestParam(defaultValue = "0") int page,
            Authentication who) {
        Orders.Page found = orders.list(
                new Orders.Query(
                        RequestParameters.blankToNull(operation),
                        RequestParameters.state(state),
                        RequestParameters.blankToNull(batch),
                        RequestParameters.blankToNull(q),
                        OperatorActions.onlyOf(who),
                        RequestParameters.blankToNull(code)),
                Math.max(0, page),
                PAGE_SIZE);
        return new OrderPage(views.of(found.items(), who), found.page(), found.pages(), found.total());
    }

    @Operation(summary = "Lists the status changes seen while the order waits for its decision, oldest first")
    @GetMapping("/{id}/progress")
    List<ObjectNode> progress(@PathVariable String id, Authentication who) {
        return orders.progress(actions.order(id, who).id());
    }

    @Operation(summary = "Lists all attempts of an order")
    @GetMapping("/{id}/attempts")
    List<AttemptJson> attempts(@PathVariable String id, Authentication who) {
        Languages asked = languages.current();
        return orders.attempts(actions.order(id, who).id()).stream()
                .map(attempt -> AttemptJson.of(attempt, asked))
                .toList();
    }

    @Operation(
            summary = "Retries a parked order; a body replaces its payload and is checked like a new one",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(type = "object"))))
    @PostMapping("/{id}/replay")
    ResponseEntity<ObjectNode> replay(
            @PathVariable String id, Authentication who, @Parameter(hidden = true) HttpServletRequest request)
            throws IOException {
        String operation = actions.order(id, who).operation();
        try (RequestBodies.Body body =
                bodies.readPayload(request.getInputStream(), request.getContentLengthLong(), operation)) {
            byte[] payload = DeclaredCharset.toUtf8(request.getContentType(), body.bytes());
            Order order = actions.replay(id, payload.length == 0 ? null : payload, null, who);
            return ResponseEntity.ok(json(order, who, RequestAudit.caller(), languages.current()));
        } catch (DeclaredCharset.UnusableException charset) {
            throw new ResponseStatusException(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE, charset.wording().in(languages.current()), charset);
        }
    }

    @Operation(summary = "Cancels an order that has not ended")
    @PostMapping("/{id}/cancel")
    ObjectNode cancel(@PathVariable String id, Authentication who) {
        return json(actions.cancel(id, null, who), who, RequestAudit.caller(), languages.current());
    }

    /** Returns the order, and records its delivery: the response delivers the answer of an order that came over HTTP. */
    private ObjectNode json(Order order, Authentication who, @Nullable String caller, Languages asked) {
        if (order.state().ended()
                && order.deliveredAt() == null
                && order.owner().equals(who.getName())) {
            orders.fetched(order.id(), clock.instant());
            return views.of(orders.find(order.id()).orElse(order), who, caller, asked);
        }
        return views.of(order, who, caller, asked);
    }

    private static Duration patience(@Nullable String wait) {
        if (wait == null || wait.isBlank()) {
            return Duration.ZERO;
        }
        try {
            Duration asked = DurationStyle.detectAndParse(wait.strip(), java.time.temporal.ChronoUnit.SECONDS);
            return asked.isNegative() ? Duration.ZERO : asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked;
        } catch (IllegalArgumentException unreadable) {
            throw new InvalidRequestException(Wording.of("HTTP.wait"));
        }
    }
}
