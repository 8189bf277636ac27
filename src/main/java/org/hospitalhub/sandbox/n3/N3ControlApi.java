package org.hospitalhub.sandbox.n3;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import org.hospitalhub.sandbox.BadControlException;
import org.hospitalhub.sandbox.Call;
import org.hospitalhub.sandbox.Reply;
import org.hospitalhub.sandbox.Routes;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/** The control API under {@code /sandbox/n3/}: log, mischief, settings and expected answers. */
final class N3ControlApi {

    static final String SUMMARY = """
            N3  POST /n3/snils, /n3/snils-validate, /n3/united-policy-number; GET .../{id}   (Authorization: N3 <guid>)
              GET    /sandbox/n3/log?since=<instant>&limit=<n>   what arrived, and violations of limit and pause
              DELETE /sandbox/n3/log                             (or POST /sandbox/n3/log/reset) forgets it
              GET    /sandbox/n3/mischief                        active ones and all names
              POST   /sandbox/n3/mischief                        {"name":"error-500","count":1,"probability":1.0,"on":"post|get|any"}
              DELETE /sandbox/n3/mischief                        ends it
              GET    /sandbox/n3/settings                        limit, window, pause, completion ...
              POST   /sandbox/n3/settings                        {"completion":"lognormal 90s 0.6","neverPercent":2,"limit":50}
              POST   /sandbox/n3/truth/{order}                   an order's body; answers what the order will be answered""";

    private static final String ROOT = "/sandbox/n3/";

    private final N3Simulator simulator;
    private final OrderBodyReader intake;
    private final ObjectMapper json = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    N3ControlApi(N3Simulator simulator, OrderBodyReader intake) {
        this.simulator = simulator;
        this.intake = intake;
    }

    void register(Routes routes) {
        routes.on("GET", ROOT + "log", this::log);
        routes.on("DELETE", ROOT + "log", call -> clearLog());
        routes.on("POST", ROOT + "log/reset", call -> clearLog());
        routes.on("GET", ROOT + "mischief", call -> mischief());
        routes.on("POST", ROOT + "mischief", this::addMischief);
        routes.on("DELETE", ROOT + "mischief", call -> clearMischief());
        routes.on("GET", ROOT + "settings", call -> settings());
        routes.on("POST", ROOT + "settings", this::change);
        routes.on("POST", ROOT + "truth/", this::truth);
    }

    private Reply log(Call call) {
        N3SandboxSettings settings = simulator.settings();
        N3Journal.Report report = simulator.journal().report(since(call), limit(call));
        ObjectNode body = json.createObjectNode()
                .put("limit", settings.limit())
                .put("windowSeconds", seconds(settings.window()))
                .put("pauseSeconds", seconds(settings.pause()));
        body.set("requests", json.valueToTree(report.requests()));
        body.putObject("counts").put("post", report.posts()).put("get", report.gets());
        body.put("maxInWindow", report.maxInWindow());
        body.set("limitViolations", json.valueToTree(report.limitViolations()));
        body.set("pauseViolations", json.valueToTree(report.pauseViolations()));
        body.put("duplicateOrders", report.duplicates().size());
        body.set("duplicates", json.valueToTree(report.duplicates()));
        return Reply.json(200, body.toString());
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static Instant since(Call call) {
        try {
            return call.param("since").map(Instant::parse).orElse(Instant.MIN);
        } catch (DateTimeException e) {
            throw new BadControlException("since is an instant such as 2026-11-21T20:00:00Z");
        }
    }

    private static int limit(Call call) {
        try {
            return call.param("limit").map(Integer::parseUnsignedInt).orElse(Integer.MAX_VALUE);
        } catch (NumberFormatException e) {
            throw new BadControlException("limit is a whole number");
        }
    }

    private Reply clearLog() {
        simulator.journal().clear();
        return Reply.empty(204);
    }

    private Reply mischief() {
        ObjectNode body = json.createObjectNode();
        ArrayNode active = body.putArray("active");
        for (MischiefBook.Global global : simulator.mischief().active()) {
            active.addObject()
                    .put("name", global.mischief().label())
                    .put("count", global.count())
                    .put("probability", global.probability())
                    .put("on", global.on().name().toLowerCase(Locale.ROOT));
        }
        ArrayNode all = body.putArray("all");
        for (N3Mischief one : N3Mischief.values()) {
            all.addObject()
                    .put("name", one.label())
                    .put("familyName", one.family)
                    .put("on", one.on.name().toLowerCase(Locale.ROOT));
        }
        return Reply.json(200, body.toString());
    }

    private Reply addMischief(Call call) {
        JsonNode body = object(call);
        String name = body.path("name").asText();
        N3Mischief mischief = N3Mischief.named(name)
                .orElseThrow(() -> new BadControlException("no mischief has this name; one of "
                        + Arrays.stream(N3Mischief.values())
                                .map(N3Mischief::label)
                                .toList()));
        N3Mischief.On on = on(body, mischief);
        double probability = body.path("probability").asDouble(1);
        JsonNode count = body.path("count");
        boolean endless = count.isMissingNode() || count.isNull();
        if (probability < 0 || probability > 1 || (!endless && (!count.isInt() || count.intValue() < 1))) {
            throw new BadControlException("probability is 0 to 1, count a positive whole number or null");
        }
        simulator.mischief().add(new MischiefBook.Global(mischief, on, probability, endless ? null : count.intValue()));
        return mischief();
    }

    private static N3Mischief.On on(JsonNode body, N3Mischief mischief) {
        String word = body.path("on").asText(mischief.on.name()).toUpperCase(Locale.ROOT);
        N3Mischief.On on = Arrays.stream(N3Mischief.On.values())
                .filter(one -> one.name().equals(word))
                .findFirst()
                .orElseThrow(() -> new BadControlException("on is post, get or any"));
        if (mischief.on != N3Mischief.On.ANY && !on.covers(mischief.on)) {
            throw new BadControlException(
                    mischief.label() + " strikes only " + mischief.on.name().toLowerCase(Locale.ROOT));
        }
        return on;
    }

    private Reply clearMischief() {
        simulator.mischief().clear();
        return Reply.empty(204);
    }

    private Reply settings() {
        return Reply.json(200, json.valueToTree(simulator.settings()).toString());
    }

    private Reply change(Call call) {
        ObjectNode merged = json.valueToTree(simulator.settings());
        object(call).forEachEntry((name, value) -> merged.set(name, readable(value, merged.get(name))));
        try {
            simulator.change(json.treeToValue(merged, N3SandboxSettings.class));
        } catch (JsonProcessingException e) {
            throw new BadControlException("settings: " + e.getOriginalMessage());
        }
        return settings();
    }

    /** Durations may be written as in the properties (90s) or in ISO (PT1M30S); Jackson knows only the second. */
    private JsonNode readable(JsonNode given, @Nullable JsonNode present) {
        boolean duration = present != null && present.asText().startsWith("PT") && given.isTextual();
        try {
            return duration
                    ? json.getNodeFactory()
                            .textNode(DurationStyle.detectAndParse(given.textValue())
                                    .toString())
                    : given;
        } catch (IllegalArgumentException e) {
            throw new BadControlException("not a duration: " + given.textValue());
        }
    }

    private Reply truth(Call call) {
        OrderKind kind = OrderKind.of(call.path().substring((ROOT + "truth/").length()))
                .orElseThrow(() ->
                        new BadControlException("the path ends with snils, snils-validate or united-policy-number"));
        try {
            return Reply.json(
                    200, N3Replies.done(intake.read(kind, call.body())).toString());
        } catch (InvalidBodyException invalid) {
            return N3Replies.error(kind, 400, invalid.code, invalid.description);
        }
    }

    private JsonNode object(Call call) {
        try {
            JsonNode body = json.readTree(call.body());
            if (body != null && body.isObject()) {
                return body;
            }
        } catch (IOException e) {
            // answered below; the message would quote the body
        }
        throw new BadControlException("the body is a JSON object");
    }
}
