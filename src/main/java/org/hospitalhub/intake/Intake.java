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

    /** Takes the work; when this returns {@link Reply.Accepted} it is durable and the giver may be thanked. */
    Reply accept(Given given) {
        if (!given.flaws().isEmpty()) {
            return new Reply.Rejected(given, given.flaws());
        }
        Optional<Operation> operation = Optional.ofNullable(given.operation()).flatMap(operations::find);
        return operation.map(known -> accept(given, known)).orElseGet(() -> rejected(given, unknownOperation()));
    }

    private Reply accept(Given given, Operation operation) {
        PayloadReader.Read read = reader.read(operation.name(), given.payload(), 1);
        if (read.payload() == null) {
            return new Reply.Rejected(given, read.findings());
        }
        Judge.Judgement judgement = judge.judge(operation, read.payload(), read.findings(), Attachments.NONE);
        if (judgement.refused() && !given.keepRefused()) {
            return new Reply.Rejected(given, judgement.findings());
        }
        NewOrder order = new NewOrder(
                operation.name(),
                given.key(),
                given.priority(),
                given.owner(),
                judgement.payload(),
                judgement.findings(),
                judgement.question(),
                given.address(),
                null);
        try {
            Acceptance.Accepted accepted = acceptance.accept(order);
            return new Reply.Accepted(accepted.order(), accepted.known());
        } catch (KeyReusedException e) {
            return rejected(
                    given,
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

    private static Reply rejected(Given given, Finding finding) {
        return new Reply.Rejected(given, List.of(finding));
    }
}
