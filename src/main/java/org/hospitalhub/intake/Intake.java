package org.hospitalhub.intake;

import java.util.List;
import java.util.Optional;
import org.hospitalhub.ledger.Acceptance;
import org.hospitalhub.ledger.Acceptance.KeyReusedException;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.NewOrder;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operation.Attachments;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.rules.Finding;
import org.jspecify.annotations.Nullable;

/** Takes one piece of work: reads, checks and writes it down, or says everything that is wrong with it. */
final class Intake {

    private final Operations operations;
    private final PayloadReader reader;
    private final Judge judge;
    private final Acceptance acceptance;

    Intake(Operations operations, PayloadReader reader, Judge judge, Acceptance acceptance) {
        this.operations = operations;
        this.reader = reader;
        this.judge = judge;
        this.acceptance = acceptance;
    }

    /**
     * Work as it came through a door.
     *
     * @param key order key, null for none
     * @param keepRefused whether work with errors in its payload becomes a refused order whose answer is delivered (JMS),
     *     or is only told (HTTP, where the giver still listens)
     * @param flaws what the door itself found wrong; with any of them the payload is not looked at
     */
    record Given(
            @Nullable String operation,
            byte[] payload,
            @Nullable String key,
            Priority priority,
            String owner,
            Address address,
            boolean keepRefused,
            List<Finding> flaws) {}

    /** What became of given work. */
    sealed interface Reply {
        /** It is written down. */
        record Accepted(Order order, boolean known) implements Reply {}

        /** Nothing was written down. */
        record Rejected(Given given, List<Finding> findings) implements Reply {}
    }

    /** Work that was read and checked. */
    sealed interface Checked {
        /** It can be written down. */
        record Ready(Given given, NewOrder order) implements Checked {}

        /** It cannot. */
        record Flawed(Reply.Rejected reply) implements Checked {}
    }

    /** Takes the work; when this returns {@link Reply.Accepted} it is durable and the giver may be thanked. */
    Reply accept(Given given) {
        Checked checked = check(given);
        return checked instanceof Checked.Ready ready ? write(ready) : ((Checked.Flawed) checked).reply();
    }

    /** Reads and checks the work; nothing is written down. */
    Checked check(Given given) {
        if (!given.flaws().isEmpty()) {
            return new Checked.Flawed(new Reply.Rejected(given, given.flaws()));
        }
        Optional<Operation> operation = Optional.ofNullable(given.operation()).flatMap(operations::find);
        return operation
                .map(known -> check(given, known))
                .orElseGet(() -> new Checked.Flawed(rejected(given, unknownOperation())));
    }

    private Checked check(Given given, Operation operation) {
        PayloadReader.Read read = reader.read(operation.name(), given.payload(), 1);
        if (read.payload() == null) {
            return new Checked.Flawed(new Reply.Rejected(given, read.findings()));
        }
        Judge.Judgement judgement = judge.judge(operation, read.payload(), read.findings(), Attachments.NONE);
        if (judgement.refused() && !given.keepRefused()) {
            return new Checked.Flawed(new Reply.Rejected(given, judgement.findings()));
        }
        return new Checked.Ready(given, order(given, operation, judgement));
    }

    private static NewOrder order(Given given, Operation operation, Judge.Judgement judgement) {
        return new NewOrder(
                operation.name(),
                given.key(),
                given.priority(),
                given.owner(),
                judgement.payload(),
                judgement.findings(),
                judgement.question(),
                given.address(),
                null);
    }

    /** Writes checked work down, durably. */
    Reply write(Checked.Ready ready) {
        try {
            Acceptance.Accepted accepted = acceptance.accept(ready.order());
            return new Reply.Accepted(accepted.order(), accepted.known());
        } catch (KeyReusedException e) {
            return rejected(
                    ready.given(),
                    Finding.error(
                            "KEY_REUSED",
                            "$",
                            "This order key belongs to an order with another payload; use a new key."));
        }
    }

    private Finding unknownOperation() {
        List<String> known = operations.all().stream().map(Operation::name).toList();
        return Finding.error(
                "UNKNOWN_OPERATION", "$", "This hub has no such operation. It has: " + String.join(", ", known) + ".");
    }

    private static Reply.Rejected rejected(Given given, Finding finding) {
        return new Reply.Rejected(given, List.of(finding));
    }
}
