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
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/** Validates a submission and stores it as an order, or rejects it with all findings. */
final class OrderIntake {

    private final Operations operations;
    private final PayloadReader reader;
    private final PayloadValidator validator;
    private final Acceptance acceptance;

    OrderIntake(Operations operations, PayloadReader reader, PayloadValidator validator, Acceptance acceptance) {
        this.operations = operations;
        this.reader = reader;
        this.validator = validator;
        this.acceptance = acceptance;
    }

    /**
     * One order as a trigger received it.
     *
     * @param key order key, null for none
     * @param storeRefused whether a submission with errors in its payload becomes a refused order whose answer is delivered
     *     (JMS), or is only answered (HTTP, where the client still waits)
     * @param flaws findings of the trigger itself; when there are any, the payload is not checked
     */
    record Submission(
            @Nullable String operation,
            byte[] payload,
            @Nullable String key,
            Priority priority,
            String owner,
            Address address,
            boolean storeRefused,
            List<Finding> flaws) {}

    /** Result of a submission. */
    sealed interface Result {
        /** The order is stored. */
        record Accepted(Order order, boolean known) implements Result {}

        /** Nothing was stored. */
        record Rejected(Submission submission, List<Finding> findings) implements Result {}
    }

    /** A submission after validation. */
    sealed interface Checked {
        /** It can be stored. */
        record Valid(Submission submission, NewOrder order) implements Checked {}

        /** It is rejected. */
        record Invalid(Result.Rejected rejection) implements Checked {}
    }

    /** Validates and stores a submission; the order is durable when {@link Result.Accepted} is returned. */
    Result accept(Submission submission) {
        Checked checked = validate(submission);
        return checked instanceof Checked.Valid valid ? store(valid) : ((Checked.Invalid) checked).rejection();
    }

    /** Validates a submission without storing it. */
    Checked validate(Submission submission) {
        if (!submission.flaws().isEmpty()) {
            return new Checked.Invalid(new Result.Rejected(submission, submission.flaws()));
        }
        Optional<Operation> operation =
                Optional.ofNullable(submission.operation()).flatMap(operations::find);
        return operation
                .map(known -> validate(submission, known))
                .orElseGet(() -> new Checked.Invalid(rejected(submission, unknownOperation())));
    }

    private Checked validate(Submission submission, Operation operation) {
        PayloadReader.ReadPayload read = reader.read(operation.name(), submission.payload(), 1);
        if (read.payload() == null) {
            return new Checked.Invalid(new Result.Rejected(submission, read.findings()));
        }
        PayloadValidator.ValidatedPayload validated =
                validator.validate(operation, read.payload(), read.findings(), Attachments.NONE);
        if (validated.refused() && !submission.storeRefused()) {
            return new Checked.Invalid(new Result.Rejected(submission, validated.findings()));
        }
        return new Checked.Valid(submission, order(submission, operation, validated));
    }

    private static NewOrder order(
            Submission submission, Operation operation, PayloadValidator.ValidatedPayload validated) {
        return new NewOrder(
                operation.name(),
                submission.key(),
                submission.priority(),
                submission.owner(),
                validated.payload(),
                validated.findings(),
                validated.question(),
                submission.address(),
                null);
    }

    /** Stores a valid submission durably. */
    Result store(Checked.Valid valid) {
        try {
            Acceptance.Accepted accepted = acceptance.accept(valid.order());
            return new Result.Accepted(accepted.order(), accepted.known());
        } catch (KeyReusedException e) {
            return rejected(valid.submission(), Finding.error("KEY_REUSED", "$", e.wording()));
        }
    }

    private Finding unknownOperation() {
        List<String> known = operations.all().stream().map(Operation::name).toList();
        return Finding.error("UNKNOWN_OPERATION", "$", Wording.of("UNKNOWN_OPERATION", String.join(", ", known)));
    }

    private static Result.Rejected rejected(Submission submission, Finding finding) {
        return new Result.Rejected(submission, List.of(finding));
    }
}
