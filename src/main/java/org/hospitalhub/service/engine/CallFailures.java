package org.hospitalhub.service.engine;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hospitalhub.calls.AnswerTooLarge;
import org.hospitalhub.calls.FailureClass;
import org.hospitalhub.calls.NoWholeAnswer;
import org.hospitalhub.calls.NothingSent;
import org.hospitalhub.calls.TlsRefusal;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Outcome.Remedy;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.StepEndedException;
import org.hospitalhub.service.definition.FailureRule;
import org.hospitalhub.service.definition.FailureRule.Kind;
import org.hospitalhub.tls.keys.IdentityException;
import org.jspecify.annotations.Nullable;

/**
 * Says what a call without an answer means, in the words of the service's {@code failures}. What they do not name is classified as for
 * every route of the hub. No message of an exception goes on: it may hold an address, and with it a person's number.
 */
final class CallFailures {

    private final Map<Kind, FailureRule> rules = new EnumMap<>(Kind.class);
    private final Sentences sentences;

    CallFailures(List<FailureRule> rules, Sentences sentences) {
        rules.forEach(rule -> this.rules.putIfAbsent(rule.when(), rule));
        this.sentences = sentences;
    }

    /**
     * A call that failed.
     *
     * @param door that was called; null when it was not reached
     * @param harmless whether the request may be sent twice
     * @param limit the largest answer in words, for messages
     */
    record FailedCall(DoorClients.@Nullable ReadyDoor door, boolean harmless, String limit) {}

    /** Returns the outcome of a failure; empty when no rule names it. */
    Optional<Outcome> outcome(FailedCall call, Throwable failure) {
        if (rules.isEmpty() || FailureClass.find(failure, StepEndedException.class) != null) {
            return Optional.empty();
        }
        IdentityException unusable = FailureClass.find(failure, IdentityException.class);
        if (unusable != null) {
            return parked(Kind.IDENTITY_UNUSABLE, "Nothing was sent. " + unusable.getMessage(), Outcome.Refusal.CALLER);
        }
        if (call.door() == null) {
            return parked(Kind.NOT_CALLED, "Nothing was sent (" + cause(failure) + ").", null);
        }
        Optional<Outcome> refused = refused(call.door(), failure);
        if (refused.isPresent()) {
            return refused;
        }
        if (FailureClass.find(failure, NothingSent.class) != null) {
            return retried(Kind.NOT_REACHED, "Nothing was sent (" + cause(failure) + "); it is tried again.");
        }
        AnswerTooLarge large = FailureClass.find(failure, AnswerTooLarge.class);
        if (large != null) {
            return call.harmless()
                    ? parked(Kind.ANSWER_TOO_LARGE, "More came than " + call.limit() + ".", null)
                    : unsure("the service answered " + large.status() + " with more than " + call.limit());
        }
        if (FailureClass.find(failure, IOException.class) == null) {
            return Optional.empty();
        }
        return call.harmless()
                ? retried(Kind.NO_ANSWER, "The call ended with " + cause(failure) + ".")
                : unsure("no whole answer came (" + cause(failure) + ")");
    }

    private Optional<Outcome> refused(DoorClients.ReadyDoor door, Throwable failure) {
        Optional<TlsRefusal> refusal = TlsRefusal.of(failure, !door.identity().isEmpty());
        if (refusal.isPresent()) {
            return refused(refusal.get());
        }
        if (!rules.containsKey(Kind.CERTIFICATE_NOT_ACCEPTED) || !mayBeSilent(failure)) {
            return Optional.empty();
        }
        if (!door.refuses().getAsBoolean()) {
            return Optional.empty();
        }
        return door.identity().isEmpty()
                ? parked(Kind.NO_CERTIFICATE, "", Outcome.Refusal.CALLER)
                : parked(
                        Kind.CERTIFICATE_NOT_ACCEPTED,
                        "A server twice closed the connection as soon as the certificate was shown, without an alert.",
                        Outcome.Refusal.CALLER);
    }

    private Optional<Outcome> refused(TlsRefusal refusal) {
        String alert = "The server's TLS alert was " + refusal.alert() + ".";
        return switch (refusal.kind()) {
            case NO_CERTIFICATE -> parked(Kind.NO_CERTIFICATE, "", Outcome.Refusal.CALLER);
            case CERTIFICATE_NOT_ACCEPTED -> parked(Kind.CERTIFICATE_NOT_ACCEPTED, alert, Outcome.Refusal.CALLER);
            case HANDSHAKE_FAILED -> parked(Kind.HANDSHAKE_FAILED, alert, Outcome.Refusal.CALLER);
            case SERVER_NOT_TRUSTED -> parked(Kind.SERVER_NOT_TRUSTED, "Nothing was sent.", Outcome.Refusal.CALLER);
        };
    }

    /** A new connection that the other side broke before its first answer: it may dislike our certificate without a word. */
    private static boolean mayBeSilent(Throwable failure) {
        if (FailureClass.find(failure, ConnectException.class) != null
                || FailureClass.find(failure, InterruptedIOException.class) != null
                || FailureClass.find(failure, UnknownHostException.class) != null) {
            return false;
        }
        NoWholeAnswer ended = FailureClass.find(failure, NoWholeAnswer.class);
        return FailureClass.find(failure, NothingSent.class) != null
                || (ended != null && ended.kind() == NoWholeAnswer.Kind.NOTHING_ANSWERED);
    }

    private Optional<Outcome> unsure(String what) {
        return Optional.of(new Outcome.Unsure("The request was sent, and " + what + "."));
    }

    private Optional<Outcome> retried(Kind kind, String why) {
        return Optional.ofNullable(rules.get(kind))
                .map(rule -> new Outcome.Failed(problem(rule, why), Remedy.RETRY, null, null));
    }

    private Optional<Outcome> parked(Kind kind, String why, Outcome.@Nullable Refusal refusal) {
        return Optional.ofNullable(rules.get(kind)).map(rule -> {
            Outcome.Failed failed = new Outcome.Failed(problem(rule, why), Remedy.PARK, null, null);
            return refusal == null ? failed : failed.because(refusal);
        });
    }

    private Problem problem(FailureRule rule, String why) {
        String title =
                rule.title().isEmpty() ? sentences.failed() : rule.title().text();
        return new Problem(rule.code(), title, (why + " " + rule.say().text()).strip());
    }

    /** The kind of the failure. */
    private static String cause(Throwable failure) {
        NoWholeAnswer ended = FailureClass.find(failure, NoWholeAnswer.class);
        if (ended != null && ended.kind() == NoWholeAnswer.Kind.TIMED_OUT) {
            return "the time-out";
        }
        Throwable cause = failure;
        while ((cause instanceof NothingSent || cause instanceof NoWholeAnswer) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName();
    }
}
