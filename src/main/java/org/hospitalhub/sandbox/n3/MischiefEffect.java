package org.hospitalhub.sandbox.n3;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.hospitalhub.sandbox.Reply;

/** The effect of a misbehaviour and the moment when it applies. */
sealed interface MischiefEffect {

    /** Replaces the processing: the service has not accepted the order, or not handled the poll. */
    record Instead(Function<N3SandboxSettings, Reply> reply) implements MischiefEffect {}

    /** Changes the answer after the processing: the order is accepted, its answer is spoilt. */
    record After(Spoiling spoiling) implements MischiefEffect {}

    /** Changes the content of a status answer of a completed order. */
    record Content(UnaryOperator<ObjectNode> change) implements MischiefEffect {}

    /** Changes a correct answer. */
    interface Spoiling {
        Reply spoil(Reply honest, N3SandboxSettings settings);
    }

    static MischiefEffect instead(Function<N3SandboxSettings, Reply> reply) {
        return new Instead(reply);
    }

    static MischiefEffect after(Spoiling spoiling) {
        return new After(spoiling);
    }

    static MischiefEffect content(UnaryOperator<ObjectNode> change) {
        return new Content(change);
    }
}
