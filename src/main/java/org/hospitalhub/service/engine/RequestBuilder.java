package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.Charset;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.hospitalhub.calls.media.BodyWriter;
import org.hospitalhub.calls.media.MultipartMedia;
import org.hospitalhub.calls.media.MultipartRelated;
import org.hospitalhub.calls.media.UnwritableException;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Outcome.Remedy;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.StepEndedException;
import org.hospitalhub.service.definition.Door;
import org.hospitalhub.service.expression.WrongExpressionException;
import org.jspecify.annotations.Nullable;

/** Creates the requests of steps. */
final class RequestBuilder {

    private final ServiceMessages sentences;
    private final ObjectNode settings;
    private final InstantSource clock;

    RequestBuilder(ServiceMessages sentences, ObjectNode settings, InstantSource clock) {
        this.sentences = sentences;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Returns a step's request.
     *
     * @throws StepEndedException when it cannot be created; nothing is sent then
     */
    ServiceCall of(StepProgram step, ClaimedStep work) {
        Scope scope = scope(step, work);
        String address = address(step, scope);
        int query = address.indexOf('?');
        Door door = step.door();
        byte[] body = step.hasBody() ? body(step, scope, work) : null;
        boolean effect = !step.step().isSafe();
        return new ServiceCall(
                door.name(),
                step.doorValues(scope),
                step.step().method(),
                query < 0 ? address : address.substring(0, query),
                query < 0 ? null : address.substring(query + 1),
                headers(step, scope),
                body == null && effect ? new byte[0] : body,
                body == null ? null : contentType(step, scope, work),
                step.signing() != null,
                effect,
                step.confirmable(scope));
    }

    private String address(StepProgram step, Scope scope) {
        try {
            return Paging.address(step, scope.work()).orElseGet(() -> step.address(scope));
        } catch (IllegalArgumentException missing) {
            Problem problem = step.polls() && step.step().address().contains("{memory.")
                    ? sentences.noOrderId()
                    : sentences.noAddress(String.valueOf(missing.getMessage()));
            throw new StepEndedException(new Outcome.Failed(problem, Remedy.PARK, null, null));
        }
    }

    private static String contentType(StepProgram step, Scope scope, ClaimedStep work) {
        return switch (step.media()) {
            case MULTIPART -> MultipartMedia.type(boundary(work));
            case RELATED -> MultipartRelated.type(step.contentType(scope), boundary(work));
            default -> step.contentType(scope);
        };
    }

    private byte @Nullable [] body(StepProgram step, Scope scope, ClaimedStep work) {
        if (step.signing() != null && !step.signing().isBeside()) {
            // The body is created when it is signed.
            return new byte[0];
        }
        if (step.sendsPayload()) {
            return work.payload();
        }
        try {
            JsonNode tree = step.body(scope);
            Charset charset = Charset.forName(step.door().charset());
            return switch (step.media()) {
                case MULTIPART -> MultipartMedia.write(tree, boundary(work));
                case RELATED ->
                    MultipartRelated.of(tree, charset, step.contentType(scope)).written(boundary(work));
                default ->
                    BodyWriter.write(
                            tree, step.media(), charset, step.door().separator().charAt(0));
            };
        } catch (UnwritableException unwritable) {
            throw new StepEndedException(new Outcome.Failed(
                    sentences.unwritable(String.valueOf(unwritable.getMessage())), Remedy.PARK, null, null));
        } catch (WrongExpressionException wrong) {
            throw unmade(wrong);
        }
    }

    /** Returns the boundary of a form: the order's number, which is random and which its sender did not know when it wrote the parts. */
    static String boundary(ClaimedStep work) {
        return "hub-" + work.order().id();
    }

    private Scope scope(StepProgram step, ClaimedStep work) {
        Scope scope = new Scope(work, settings, step.operation().words(), clock.instant(), null, null);
        try {
            step.withValues(scope).checkEvaluated();
        } catch (WrongExpressionException wrong) {
            throw unmade(wrong);
        }
        return scope;
    }

    /** Returns the end of a step whose request would lack a field. An absent value leaves its field out, a failure does not. */
    private StepEndedException unmade(WrongExpressionException wrong) {
        return new StepEndedException(
                new Outcome.Failed(sentences.noRequest(String.valueOf(wrong.getMessage())), Remedy.PARK, null, null));
    }

    /**
     * Returns the request with a signed body.
     *
     * @throws StepEndedException when it cannot be signed; nothing is sent then
     */
    ServiceCall signed(StepProgram step, ClaimedStep work, ServiceCall call, Signatures signatures) {
        Scope scope = scope(step, work);
        SigningProgram signing = Objects.requireNonNull(step.signing());
        try {
            return signing.signed(call, step, scope, signatures);
        } catch (UnwritableException unwritable) {
            throw new StepEndedException(new Outcome.Failed(
                    sentences.unwritable(String.valueOf(unwritable.getMessage())), Remedy.PARK, null, null));
        } catch (UnsignableException unsignable) {
            throw ended(unsignable);
        } catch (WrongExpressionException wrong) {
            throw unmade(wrong);
        }
    }

    /** Returns the end of a step whose request cannot be signed. */
    static StepEndedException ended(UnsignableException unsignable) {
        Problem problem = Problem.of("SIGNATURE", "SIGNATURE.service", String.valueOf(unsignable.getMessage()));
        return new StepEndedException(
                new Outcome.Failed(problem, unsignable.passes() ? Remedy.RETRY : Remedy.PARK, null, null));
    }

    /**
     * Returns the content that a step signs; null when it signs nothing.
     *
     * @throws StepEndedException when an expression of it cannot be evaluated
     */
    @Nullable
    String toSign(StepProgram step, ClaimedStep work) {
        SigningProgram signing = step.signing();
        if (signing == null) {
            return null;
        }
        try {
            Scope scope = scope(step, work);
            return signing.how(step, scope) + ":\n" + signing.preview(step, scope);
        } catch (UnwritableException | UnsignableException impossible) {
            return "signed content: " + impossible.getMessage();
        } catch (WrongExpressionException wrong) {
            throw unmade(wrong);
        }
    }

    private Map<String, String> headers(StepProgram step, Scope scope) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", step.accept(scope));
        step.headers().forEach((name, text) -> {
            String value = text.render(scope);
            if (value != null && !value.isEmpty()) {
                headers.put(name, value);
            }
        });
        return headers;
    }
}
