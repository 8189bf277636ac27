package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.hospitalhub.calls.AddressTemplate;
import org.hospitalhub.calls.media.Media;
import org.hospitalhub.service.definition.AnswerRule;
import org.hospitalhub.service.definition.Door;
import org.hospitalhub.service.definition.OperationDefinition;
import org.hospitalhub.service.definition.StepDefinition;
import org.hospitalhub.service.definition.YamlValue;
import org.hospitalhub.service.expression.Patterns;
import org.hospitalhub.service.expression.WrongExpressionException;
import org.jspecify.annotations.Nullable;

/** A compiled step: its request and its answer table. Instances may be shared by threads. */
final class StepProgram {

    private static final Duration NOT_SAID = Duration.ofSeconds(10);
    private static final int LONGEST_READ = 120;
    private static final String MEMORY = "memory.";
    private static final String CONTENT_TYPE = "Content-Type";
    private static final Pattern LINK = Pattern.compile("\\{((?:memory|values)[.][A-Za-z0-9_-]+)}");
    private static final Pattern LEADS_ELSEWHERE = Pattern.compile("[/?#%\\\\\\p{Cc}]|[.][.]");

    private final OperationDefinition operation;
    private final StepDefinition step;
    private final Door door;
    private final AddressTemplate address;
    private final Map<String, Text> headers = new LinkedHashMap<>();
    private final @Nullable Tree body;
    private final boolean payload;
    private final List<CompiledRule> own = new ArrayList<>();
    private final List<CompiledRule> errors = new ArrayList<>();
    private final @Nullable Pattern limitWords;
    private final Pause pause;
    private final @Nullable Duration giveUpAfter;
    private final @Nullable SigningProgram signing;
    private final @Nullable Paging paging;
    private final SettingValues settings;
    private final OrderValues values;
    private final StepFrame frame;
    private final Text accept;
    private final Text contentType;
    private final Text etag;

    /**
     * The pause between two tries of a step.
     *
     * @param most longest pause when pauses grow
     */
    record Pause(Duration least, Duration most, boolean learn, boolean doubling) {}

    StepProgram(
            OperationDefinition operation,
            StepDefinition step,
            Door door,
            List<AnswerRule> common,
            SettingValues settings,
            OrderValues values) {
        this.operation = operation;
        this.values = values;
        this.step = step;
        this.door = door;
        this.settings = settings;
        this.frame = StepFrame.of(operation, step, settings);
        this.accept = Text.of(saidAccept(), settings);
        this.etag = Text.of(door.etag(), settings);
        this.contentType = Text.of(saidContentType(), settings);
        this.address = AddressTemplate.of(frame.words(step.address()));
        door.headers().forEach((name, text) -> headers.put(name, Text.of(text, settings)));
        step.headers().forEach((name, text) -> headers.put(name, Text.of(text, settings)));
        headers.keySet().removeIf(CONTENT_TYPE::equalsIgnoreCase);
        YamlValue sent = step.body();
        this.payload = sent != null && "payload".equals(sent.text());
        this.body = sent == null || payload ? null : Tree.compile(sent, settings, "body");
        compile(step.answer(), own, step.name(), frame);
        compile(common, errors, step.name() + "-errors", frame);
        this.limitWords = door.limitWords() == null ? null : Patterns.compile("(?is)" + door.limitWords());
        this.pause = pause(step.pause());
        this.signing = step.sign() == null ? null : new SigningProgram(step.sign(), settings);
        this.paging = step.paged() == null ? null : new Paging(step.paged(), settings);
        this.giveUpAfter = settings.time(step.giveUpAfter());
    }

    private static void compile(List<AnswerRule> rules, List<CompiledRule> into, String prefix, StepFrame frame) {
        for (AnswerRule rule : rules) {
            into.add(new CompiledRule(rule, prefix + "-" + into.size(), frame));
        }
    }

    private Pause pause(StepDefinition.@Nullable Pause said) {
        if (said == null) {
            return new Pause(NOT_SAID, NOT_SAID, false, false);
        }
        Duration least = settings.time(said.least(), NOT_SAID);
        return new Pause(least, settings.time(said.most(), Duration.ofHours(1)), said.learn(), said.doubling());
    }

    private String saidAccept() {
        if (door.accept() != null) {
            return door.accept();
        }
        if (media() == Media.RELATED) {
            return "multipart/related, application/soap+xml, text/xml";
        }
        String said = Media.bare(door.media());
        return answerMedia() == Media.of(said) ? said : answerMedia().type();
    }

    /** Returns the header Content-Type of the definition. */
    private String saidContentType() {
        Optional<String> own = step.headers().entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(CONTENT_TYPE))
                .map(Map.Entry::getValue)
                .findFirst();
        if (own.isPresent()) {
            return own.get();
        }
        if (door.contentType() != null && step.media() == null) {
            return door.contentType();
        }
        String said = step.media() == null ? door.media() : step.media();
        Media media = media();
        boolean charset = media == Media.XML || media == Media.TEXT || media == Media.CSV;
        return charset && !said.contains("charset") ? said + "; charset=" + door.charset() : said;
    }

    String accept(Scope scope) {
        return Objects.requireNonNullElse(accept.render(scope), "*/*");
    }

    String contentType(Scope scope) {
        return Objects.requireNonNullElse(contentType.render(scope), Media.BYTES.type());
    }

    /** Returns the scope with the values that the operation computes from the payload. */
    Scope withValues(Scope scope) {
        OperationDefinition.Values said = operation.values();
        if (said.bean() != null || !said.expressions().isEmpty()) {
            OrderValues.Computed computed = values.compute(scope.variable("payload"));
            scope.put("values", computed.values());
            scope.unevaluated(computed.fault());
        }
        scope.message(step.isSafe() || polls() || paging != null ? scope.work().attempt() : 0);
        return scope;
    }

    /** Returns the values of the order in the door's texts, by name. There is one client for each combination. */
    Map<String, String> doorValues(Scope scope) {
        return doorValues(door, scope);
    }

    static Map<String, String> doorValues(Door door, Scope scope) {
        Map<String, String> taken = new TreeMap<>();
        for (String name : door.values()) {
            taken.put(name, scope.variable("values").path(name).asText(""));
        }
        return taken;
    }

    /** Returns whether the call may be made conditional, so that 304 confirms the last answer. */
    boolean confirmable(Scope scope) {
        return step.isSafe() && "true".equals(etag.render(scope));
    }

    /** Returns whether its request may be sent twice without harm. */
    boolean harmless(Scope scope) {
        return frame.harmless(scope);
    }

    /** Returns how its body is signed; null when it is not. */
    @Nullable
    SigningProgram signing() {
        return signing;
    }

    /** Returns how further pages are requested; null when there is one page. */
    @Nullable
    Paging paging() {
        return paging;
    }

    StepDefinition step() {
        return step;
    }

    OperationDefinition operation() {
        return operation;
    }

    Door door() {
        return door;
    }

    SettingValues settings() {
        return settings;
    }

    Pause pause() {
        return pause;
    }

    /** Returns whether it polls for an answer. */
    boolean polls() {
        return step.pause() != null;
    }

    @Nullable
    Duration giveUpAfter() {
        return giveUpAfter;
    }

    @Nullable
    Pattern limitWords() {
        return limitWords;
    }

    Map<String, Text> headers() {
        return headers;
    }

    Media media() {
        String own = step.media() == null ? door.media() : step.media();
        return Optional.ofNullable(Media.of(own)).orElse(own.startsWith("text/") ? Media.TEXT : Media.BYTES);
    }

    /** Returns the media type of answers that declare none. */
    Media answerMedia() {
        return switch (media()) {
            case MULTIPART -> Media.JSON;
            case RELATED -> Media.XML;
            default -> media();
        };
    }

    /** Returns whether it sends the stored payload unchanged. */
    boolean sendsPayload() {
        return payload && media() == Media.JSON && step.sign() == null;
    }

    /** Returns whether its own table names a status. */
    boolean names(String status) {
        return step.answer().stream().anyMatch(rule -> rule.when().statuses().contains(status));
    }

    /** Returns whether the definition describes the body. */
    boolean makesBody() {
        return payload || body != null;
    }

    boolean hasBody() {
        return makesBody() || (signing != null && !signing.isBeside());
    }

    /**
     * Returns the tree that is sent.
     *
     * @throws WrongExpressionException when one of its expressions cannot be evaluated
     */
    JsonNode body(Scope scope) {
        return body == null ? scope.variable("payload") : scope.whole(body);
    }

    /**
     * Returns path and query.
     *
     * @throws IllegalArgumentException when a value is missing or cannot be used in an address
     */
    String address(Scope scope) {
        String link = link(scope);
        return link == null ? address(scope, scope::named) : link;
    }

    /** A link that an answer gave; whether it may be followed is the door's to say. */
    private @Nullable String link(Scope scope) {
        Matcher link = LINK.matcher(step.address());
        JsonNode value = door.links() != null && link.matches() ? scope.named(link.group(1)) : null;
        if (value == null) {
            return null;
        }
        String text = value.asText();
        // A path is one of the door's host (RFC 3986 §5.2).
        return text.contains("://")
                ? text
                : text.startsWith("/") ? settings.address(door.url()).origin() + text : null;
    }

    private String address(Scope scope, Function<String, @Nullable JsonNode> values) {
        return address.expand(name -> {
            JsonNode value = values.apply(name);
            return value == null || !name.startsWith(MEMORY) ? value : remembered(name, value);
        });
    }

    /** Returns a remembered value for an address; throws when it could lead elsewhere, because it comes from the service. */
    private static JsonNode remembered(String name, JsonNode value) {
        JsonNode plain =
                value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0
                        ? BigIntegerNode.valueOf(value.decimalValue().toBigInteger())
                        : value;
        if (!plain.isValueNode()
                || plain.asText().isBlank()
                || LEADS_ELSEWHERE.matcher(plain.asText()).find()) {
            throw new IllegalArgumentException("What is remembered as " + name + " cannot stand in an address.");
        }
        return plain;
    }

    /**
     * Returns the address of a poll whose order is identified by remembered values only; empty for any other step.
     *
     * @param memory remembered values when it runs
     */
    Optional<String> answerOf(Scope scope, JsonNode memory) {
        boolean alone = step.isSafe()
                && !address.variables().isEmpty()
                && address.variables().stream().allMatch(name -> name.startsWith(MEMORY) && !moves(name));
        try {
            return alone
                    ? Optional.of(address(scope, name -> {
                                JsonNode value = memory.at(
                                        "/" + name.substring(MEMORY.length()).replace('.', '/'));
                                return value.isMissingNode() || value.isNull() ? null : value;
                            })
                            .replaceAll("^/+|/+$", ""))
                    : Optional.empty();
        } catch (IllegalArgumentException missing) {
            return Optional.empty();
        }
    }

    /** Returns whether an answer of this step replaces a remembered value: it is a cursor then, and not the id of an order. */
    private boolean moves(String variable) {
        String name = variable.substring(MEMORY.length()).replaceFirst("[.].*$", "");
        return step.answer().stream().anyMatch(rule -> rule.remember().containsKey(name));
    }

    /** Returns the path of its request without query and surrounding slashes; empty when it cannot be created. */
    Optional<String> resource(Scope scope) {
        try {
            return Optional.of(address(scope).replaceFirst("[?].*$", "").replaceAll("^/+|/+$", ""));
        } catch (IllegalArgumentException missing) {
            return Optional.empty();
        }
    }

    /** Returns the first line of its own table that fits; empty when none does. */
    Optional<CompiledRule> own(Reply reply, OrderMemory memory) {
        return own.stream().filter(rule -> rule.fits(reply, memory)).findFirst();
    }

    /**
     * Returns why lines of its own table with the status of an answer do not fit: {@code line 12: is}. Before them stands how the
     * answer was read, shortened; no lines, nothing.
     */
    List<String> misfits(Reply reply) {
        List<String> misfits = new ArrayList<>();
        for (CompiledRule rule : own) {
            rule.misfit(reply)
                    .ifPresent(key -> misfits.add("line " + rule.rule().place().line() + ": " + key));
        }
        if (!misfits.isEmpty()) {
            String read = reply.body().readable()
                    ? reply.body().media() + " " + reply.body().tree()
                    : "nothing, it is unreadable";
            misfits.add(0, read.length() > LONGEST_READ ? read.substring(0, LONGEST_READ) + "…" : read);
        }
        return misfits;
    }

    /** Returns the first line of the service's table that fits. */
    Optional<CompiledRule> error(Reply reply, OrderMemory memory) {
        return errors.stream().filter(rule -> rule.fits(reply, memory)).findFirst();
    }
}
