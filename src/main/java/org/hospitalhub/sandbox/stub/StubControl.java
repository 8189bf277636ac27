package org.hospitalhub.sandbox.stub;

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
import java.util.Arrays;
import java.util.function.Function;
import org.hospitalhub.sandbox.BadControlException;
import org.hospitalhub.sandbox.Call;
import org.hospitalhub.sandbox.Reply;
import org.hospitalhub.sandbox.Routes;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/** The control API under {@code /sandbox/stub/<service>/}. */
final class StubControl {

    static final String SUMMARY = """
            Stubs of definitions  %s   on both ports
              GET    /sandbox/stub/                       the services and whether their definitions can be played
              GET    /sandbox/stub/<service>/settings     the settings with which a hub calls the stub (settings.yaml: as YAML)
              POST   /sandbox/stub/<service>/settings     {"client-secret":"..."} what the stub takes for right
              GET    /sandbox/stub/<service>/log          what arrived, and violations
              DELETE /sandbox/stub/<service>/log          forgets it
              GET    /sandbox/stub/<service>/mischief     active ones and all names
              POST   /sandbox/stub/<service>/mischief     {"name":"503","count":1,"probability":1.0,"on":"<step>|post|get|any"}
              DELETE /sandbox/stub/<service>/mischief     ends it
              POST   /sandbox/stub/<service>/behaviour    {"pending":3,"pendingFor":"20s","enforcePause":true,"tokenLifetime":"10s"}
              POST   /sandbox/stub/<service>/reset        forgets orders, log and mischief; with {"tokens":true} the tokens, too""";

    private static final String ROOT = "/sandbox/stub/";

    private final StubSimulator simulator;
    private final Function<String, @Nullable String> configuration;
    private final ObjectMapper json = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    StubControl(StubSimulator simulator, Function<String, @Nullable String> configuration) {
        this.simulator = simulator;
        this.configuration = configuration;
    }

    void register(Routes routes) {
        routes.on(Routes.ANY, ROOT, this::answer);
    }

    private Reply answer(Call call) {
        String[] words = call.path().substring(ROOT.length()).split("/", 2);
        if (words[0].isEmpty()) {
            return list();
        }
        StubSimulator.Loaded loaded = simulator
                .stub(words[0])
                .orElseThrow(() -> new BadControlException("no definition has this name; there are "
                        + simulator.files().names()));
        ServiceStub stub = loaded.stub();
        if (stub == null) {
            return Reply.text(500, loaded.problem());
        }
        return switch (call.method() + " " + (words.length > 1 ? words[1] : "")) {
            case "GET log" -> log(stub);
            case "DELETE log" -> done(stub.journal()::clear);
            case "GET mischief" -> mischief(stub);
            case "POST mischief" -> addMischief(stub, call);
            case "DELETE mischief" -> done(stub.mischief()::clear);
            case "GET settings" ->
                Reply.json(200, json.valueToTree(offered(stub, call)).toString());
            case "GET settings.yaml" -> Reply.text(200, yaml(stub, call));
            case "POST settings" -> settings(stub, call);
            case "GET behaviour" -> behaviour(stub);
            case "POST behaviour" -> behave(stub, call);
            case "POST reset" -> reset(stub, call);
            default -> Reply.empty(404);
        };
    }

    private static Reply done(Runnable task) {
        task.run();
        return Reply.empty(204);
    }

    private Reply list() {
        ArrayNode all = json.createArrayNode();
        for (String name : simulator.files().names()) {
            ObjectNode one = all.addObject().put("service", name).put("path", StubSimulator.ROOT + name + "/");
            simulator
                    .stub(name)
                    .ifPresent(loaded -> one.put("problem", loaded.problem().isEmpty() ? null : loaded.problem()));
        }
        return Reply.json(200, all.toString());
    }

    private Reply log(ServiceStub stub) {
        ObjectNode body = json.createObjectNode();
        body.set("requests", json.valueToTree(stub.journal().lines()));
        body.set("counts", json.valueToTree(stub.journal().counts()));
        body.put("maxInWindow", stub.mostInWindow());
        body.set("violations", json.valueToTree(stub.journal().violations()));
        return Reply.json(200, body.toString());
    }

    private Reply mischief(ServiceStub stub) {
        ObjectNode body = json.createObjectNode();
        ArrayNode active = body.putArray("active");
        for (MischiefBook.Active one : stub.mischief().active()) {
            active.addObject()
                    .put("name", one.mischief().label())
                    .put("count", one.count())
                    .put("probability", one.probability())
                    .put("on", one.on());
        }
        Arrays.stream(Mischief.values()).map(Mischief::label).forEach(body.putArray("all")::add);
        return Reply.json(200, body.toString());
    }

    private Reply addMischief(ServiceStub stub, Call call) {
        JsonNode body = object(call);
        Mischief mischief = Mischief.named(body.path("name").asText())
                .orElseThrow(() -> new BadControlException("no mischief has this name; one of "
                        + Arrays.stream(Mischief.values()).map(Mischief::label).toList()));
        double probability = body.path("probability").asDouble(1);
        JsonNode count = body.path("count");
        boolean endless = count.isMissingNode() || count.isNull();
        if (probability < 0 || probability > 1 || (!endless && (!count.isInt() || count.intValue() < 1))) {
            throw new BadControlException("probability is 0 to 1, count a positive whole number or null");
        }
        stub.mischief()
                .add(new MischiefBook.Active(
                        mischief,
                        body.path("on").asText("any"),
                        probability,
                        endless ? null : count.intValue(),
                        body.path("retryAfter").asInt(1),
                        body.path("status").asInt(200)));
        return mischief(stub);
    }

    private java.util.Map<String, String> offered(ServiceStub stub, Call call) {
        return OfferedSettings.of(stub, call, configuration);
    }

    private String yaml(ServiceStub stub, Call call) {
        StringBuilder text = new StringBuilder();
        offered(stub, call).forEach((name, value) -> text.append(name)
                .append(": ")
                .append(json.getNodeFactory().textNode(value))
                .append('\n'));
        return text.toString();
    }

    private Reply settings(ServiceStub stub, Call call) {
        object(call).forEachEntry((name, value) -> {
            if (!stub.settings().names().contains(name)) {
                throw new BadControlException(
                        "no such setting; there are " + stub.settings().names());
            }
            stub.settings().post(name, value.asText());
        });
        return Reply.json(200, json.valueToTree(offered(stub, call)).toString());
    }

    private Reply behaviour(ServiceStub stub) {
        return Reply.json(200, json.valueToTree(stub.behaviour()).toString());
    }

    private Reply behave(ServiceStub stub, Call call) {
        ObjectNode merged = json.valueToTree(stub.behaviour());
        object(call).forEachEntry((name, value) -> merged.set(name, readable(value, merged.path(name))));
        try {
            stub.behave(json.treeToValue(merged, Behaviour.class));
        } catch (JsonProcessingException e) {
            throw new BadControlException("behaviour: " + e.getOriginalMessage());
        }
        return behaviour(stub);
    }

    /** Durations may be written as in the settings (90s) or in ISO (PT1M30S). */
    private JsonNode readable(JsonNode given, JsonNode present) {
        try {
            return present.asText().startsWith("PT") && given.isTextual()
                    ? json.getNodeFactory()
                            .textNode(DurationStyle.detectAndParse(given.textValue())
                                    .toString())
                    : given;
        } catch (IllegalArgumentException e) {
            throw new BadControlException("not a duration: " + given.textValue());
        }
    }

    private Reply reset(ServiceStub stub, Call call) {
        if (call.body().length > 0 && object(call).path("tokens").asBoolean()) {
            stub.logIns().forget();
        }
        return done(stub::reset);
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
