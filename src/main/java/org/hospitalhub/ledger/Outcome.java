package org.hospitalhub.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/** The result of one try of a step. The step decides it; the ledger alone decides and writes what becomes of the order. */
public sealed interface Outcome {

    /** Begin of the paths of findings that are about a result and not about the payload. */
    String RESULT = "$.result";

    /**
     * The order goes on with another step.
     *
     * @param step name of the next step
     * @param notBefore earliest moment of it, null for at once
     * @param ripe moment from which it is worth a request under a backlog, null for the same as notBefore
     * @param memory what the following steps need to know, kept encrypted; null leaves it as it is
     * @param limit what the service's answer said of a limit that the order met at it; stops the whole budget when a
     *     second order gets it, as {@link Remedy#LIMIT_WORDS}; null usually
     * @param serviceId the id by which the service knows this order from now on; one that an order with another question has
     *     parks both; null when it gave none
     */
    record Next(
            String step,
            @Nullable Instant notBefore,
            @Nullable Instant ripe,
            @Nullable ObjectNode memory,
            @Nullable Wording limit,
            @Nullable String serviceId)
            implements Outcome {
        /** The order goes on, and the service gave it no id. */
        public Next(
                String step,
                @Nullable Instant notBefore,
                @Nullable Instant ripe,
                @Nullable ObjectNode memory,
                @Nullable Wording limit) {
            this(step, notBefore, ripe, memory, limit, null);
        }

        /** The order goes on, and nothing was said of limits. */
        public Next(String step, @Nullable Instant notBefore, @Nullable Instant ripe, @Nullable ObjectNode memory) {
            this(step, notBefore, ripe, memory, null, null);
        }

        /** Goes on at once. */
        public static Next now(String step, @Nullable ObjectNode memory) {
            return new Next(step, null, null, memory);
        }
    }

    /**
     * The same step is tried again later; nothing went wrong.
     *
     * @param until earliest moment of the next try
     * @param ripe moment from which a try is worth a request under a backlog, null for the same as until
     * @param reason in words ({@code the answer is not there yet})
     * @param memory as in {@link Next}
     */
    record Wait(
            Instant until,
            @Nullable Instant ripe,
            Wording reason,
            @Nullable ObjectNode memory) implements Outcome {
        /** Waits for a reason that is not translated. */
        public Wait(Instant until, @Nullable Instant ripe, String why, @Nullable ObjectNode memory) {
            this(until, ripe, Wording.verbatim(why), memory);
        }

        /** Returns the reason in English. */
        public String why() {
            return reason.text();
        }
    }

    /**
     * The answer is known.
     *
     * @param result the result of the order as JSON object
     * @param warnings what a person should know of the result, with paths below {@link #RESULT}
     */
    record Done(ObjectNode result, List<Finding> warnings) implements Outcome {
        /** A result that nothing is wrong with. */
        public Done(ObjectNode result) {
            this(result, List.of());
        }
    }

    /**
     * The service or a rule said no; that is final.
     *
     * @param findings at least one
     */
    record Refused(List<Finding> findings) implements Outcome {}

    /**
     * The step failed and certainly had no effect, or may be repeated without harm.
     *
     * @param problem the cause
     * @param remedy what is right now
     * @param retryAfter how long the service asked to wait, null if it did not say
     * @param raw the raw answer if it should be kept (encrypted) for support
     * @param refusal whom of ours the service does not accept, or does not serve now when the step is to be tried again; null when
     *     that is not the cause
     */
    record Failed(
            Problem problem,
            Remedy remedy,
            @Nullable Duration retryAfter,
            byte @Nullable [] raw,
            @Nullable Refusal refusal)
            implements Outcome {
        /** A failure that says nothing of who we are. */
        public Failed(Problem problem, Remedy remedy, @Nullable Duration retryAfter, byte @Nullable [] raw) {
            this(problem, remedy, retryAfter, raw, null);
        }

        /**
         * Returns the failure marked as caused by the hub's credentials: several in a row hold the service instead of parking
         * order after order. One that passes holds the orders that need the same at once, so that they do not ask one after the
         * other.
         */
        public Failed because(Refusal refused) {
            return new Failed(problem, remedy, retryAfter, raw, refused);
        }
    }

    /** The part of the hub's credentials that a service does not accept. */
    enum Refusal {
        /** Every order would be refused: a key of the whole hub. */
        ALL,
        /** The identity that the order was sent with: a certificate, a legal entity's log-in. */
        CALLER,
        /** The identity is known, but may not use what the order asks for. */
        RIGHT,
        /** The log-in that the step needs ({@link Step#logIn}). */
        LOG_IN
    }

    /**
     * The request may or may not have arrived. The step's {@link Step.Unsure} says what is then right.
     *
     * @param sent what was sent, in words, without personal data
     */
    record Unsure(Wording sent) implements Outcome {
        /** Creates an outcome with an untranslated description of what was sent. */
        public Unsure(String whatWasSent) {
            this(Wording.verbatim(whatWasSent));
        }

        /** Returns what was sent in English. */
        public String whatWasSent() {
            return sent.text();
        }
    }

    /** The right reaction to a failed step. */
    enum Remedy {
        /** Try again with back-off until the step's deadline. */
        RETRY,
        /**
         * The words of the answer speak of a limit, its status does not: try again with back-off, and stop the whole budget when
         * a second order gets such an answer.
         */
        LIMIT_WORDS,
        /** The service's limit was reached: stop the whole budget, then try again. */
        LIMITED,
        /** The permit was not used in time; nothing left the house: try again at once, not counted as a failure. */
        AGAIN,
        /** A person must look. */
        PARK
    }
}
