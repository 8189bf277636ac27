package org.hospitalhub.sandbox.n3;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.hospitalhub.sandbox.Reply;

/** Effect of a mischief and the moment when it applies. */
sealed interface MischiefEffect {

    /** Instead of the work: the service has not taken the order, or not looked at the question. */
    record Instead(Function<N3SandboxSettings, Reply> reply) implements MischiefEffect {}

    /** After the work: the order counts, its answer is spoilt. */
    record After(Spoiling spoiling) implements MischiefEffect {}

    /** On the contents of a status answer, once the order is done. */
    record Content(UnaryOperator<ObjectNode> change) implements MischiefEffect {}

    /** Spoils an honest answer. */
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
