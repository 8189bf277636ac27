package org.hospitalhub.sandbox.n3;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.hospitalhub.sandbox.Reply;

/** At which moment a mischief strikes. */
sealed interface Effect {

    /** Instead of the work: the service has not taken the order, or not looked at the question. */
    record Instead(Function<Settings, Reply> reply) implements Effect {}

    /** After the work: the order counts, its answer is spoilt. */
    record After(Spoiling spoiling) implements Effect {}

    /** On the contents of a status answer, once the order is done. */
    record Content(UnaryOperator<ObjectNode> change) implements Effect {}

    /** Spoils an honest answer. */
    interface Spoiling {
        Reply spoil(Reply honest, Settings settings);
    }

    static Effect instead(Function<Settings, Reply> reply) {
        return new Instead(reply);
    }

    static Effect after(Spoiling spoiling) {
        return new After(spoiling);
    }

    static Effect content(UnaryOperator<ObjectNode> change) {
        return new Content(change);
    }
}
