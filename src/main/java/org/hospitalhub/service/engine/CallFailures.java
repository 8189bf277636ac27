package org.hospitalhub.service.engine;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hospitalhub.calls.AnswerTooLargeException;
import org.hospitalhub.calls.FailureClass;
import org.hospitalhub.calls.NoWholeAnswerException;
import org.hospitalhub.calls.NothingSentException;
import org.hospitalhub.calls.TlsRefusal;
import org.hospitalhub.calls.tokens.NoTokenException;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Outcome.Remedy;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.StepEndedException;
import org.hospitalhub.rules.Wording;
import org.hospitalhub.service.definition.FailureRule;
import org.hospitalhub.service.definition.FailureRule.Kind;
import org.hospitalhub.tls.keys.IdentityException;
import org.jspecify.annotations.Nullable;

/**
 * Translates failures of calls into outcomes by the {@code failures} of the service's definition. Failures without a rule are
 * classified as in every route of the hub. Messages of exceptions are not passed on, because they may contain an address and with
 * it a person's number.
 */
final class CallFailures {

    private final Map<Kind, FailureRule> rules = new EnumMap<>(Kind.class);
    private final ServiceMessages sentences;

    CallFailures(List<FailureRule> rules, ServiceMessages sentences) {
        rules.forEach(rule -> this.rules.putIfAbsent(rule.when(), rule));
        this.sentences = sentences;
    }

    /**
     * A call that failed.
     *
     * @param door door that was called; null when the failure was before that
     * @param harmless whether the request may be sent twice
     * @param limit largest answer, formatted for messages
     */
    record FailedCall(DoorClients.@Nullable ReadyDoor door, boolean harmless, String limit) {}

    /** Returns the outcome of a failure; empty when no rule applies. */
    Optional<Outcome> outcome(FailedCall call, Throwable failure) {
        if (rules.isEmpty() || FailureClass.find(failure, StepEndedException.class) != null) {
            return Optional.empty();
        }
        IdentityException unusable = FailureClass.find(failure, IdentityException.class);
        if (unusable != null) {
            return parked(
                    Kind.IDENTITY_UNUSABLE,
                    Wording.of("CALL.nothing-sent.why", String.valueOf(unusable.getMessage())),
                    Outcome.Refusal.CALLER);
        }
        if (call.door() == null) {
            return parked(Kind.NOT_CALLED, Wording.of("CALL.nothing-sent.cause", cause(failure)), null);
        }
        Optional<Outcome> refused = refused(call.door(), failure);
        if (refused.isPresent()) {
            return refused;
        }
        if (FailureClass.find(failure, NothingSentException.class) != null) {
            return retried(Kind.NOT_REACHED, Wording.of("CALL.not-reached", cause(failure)));
        }
        AnswerTooLargeException large = FailureClass.find(failure, AnswerTooLargeException.class);
        if (large != null) {
            return call.harmless()
                    ? parked(Kind.ANSWER_TOO_LARGE, Wording.of("CALL.too-large", call.limit()), null)
                    : unsure(Wording.of("UNSURE.too-large", large.status(), call.limit()));
        }
        if (FailureClass.find(failure, IOException.class) == null) {
            return Optional.empty();
        }
        return call.harmless()
                ? retried(Kind.NO_ANSWER, Wording.of("CALL.ended", cause(failure)))
                : unsure(Wording.of("UNSURE.no-whole-answer.cause", cause(failure)));
    }

    /**
     * Returns what it means that there is no token.
     *
     * @param account whose token it is, empty where the service has one account
     */
    Outcome noToken(NoTokenException none, String account) {
        Kind kind = none.passes()
                ? Kind.LOG_IN_LATER
                : none.kind() == NoTokenException.Kind.NO_ACCOUNT ? Kind.NO_ACCOUNT : Kind.LOG_IN_AGAIN;
        FailureRule rule = rules.get(kind);
        Problem problem = rule == null
                ? Problem.of("LOG_IN", "LOG_IN", String.valueOf(none.getMessage()))
                : new Problem(
                        rule.code(),
                        rule.title().isEmpty()
                                ? Wording.of("LOG_IN")
                                : rule.title().with("account", account).wording(),
                        none.status() == 0
                                ? rule.say().with("account", account).wording()
                                : Wording.of(
                                        "SERVICE.status-then",
                                        none.status(),
                                        rule.say().with("account", account).wording()));
        Outcome.Failed failed =
                new Outcome.Failed(problem, none.passes() ? Remedy.RETRY : Remedy.PARK, none.retryAfter(), null);
        // Another node's renewal takes a moment only; everything else concerns all orders that need this log-in.
        return none.kind() == NoTokenException.Kind.BUSY
                ? failed
                : failed.because(account.isEmpty() ? Outcome.Refusal.LOG_IN : Outcome.Refusal.CALLER);
    }

    /** Returns what it means that an answer's link may not be followed. */
    Outcome linkNotAllowed() {
        return parked(Kind.LINK_NOT_ALLOWED, Wording.of("CALL.nothing-sent"), null)
                .orElseGet(() -> new Outcome.Failed(
                        Problem.of("LINK_NOT_ALLOWED", "LINK_NOT_ALLOWED"), Remedy.PARK, null, null));
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
                ? parked(Kind.NO_CERTIFICATE, null, Outcome.Refusal.CALLER)
                : parked(Kind.CERTIFICATE_NOT_ACCEPTED, Wording.of("CALL.closed-twice"), Outcome.Refusal.CALLER);
    }

    private Optional<Outcome> refused(TlsRefusal refusal) {
        Wording alert = Wording.of("CALL.alert", String.valueOf(refusal.alert()));
        return switch (refusal.kind()) {
            case NO_CERTIFICATE -> parked(Kind.NO_CERTIFICATE, null, Outcome.Refusal.CALLER);
            case CERTIFICATE_NOT_ACCEPTED -> parked(Kind.CERTIFICATE_NOT_ACCEPTED, alert, Outcome.Refusal.CALLER);
            case HANDSHAKE_FAILED -> parked(Kind.HANDSHAKE_FAILED, alert, Outcome.Refusal.CALLER);
            case SERVER_NOT_TRUSTED ->
                parked(Kind.SERVER_NOT_TRUSTED, Wording.of("CALL.nothing-sent"), Outcome.Refusal.CALLER);
        };
    }

    /**
     * Returns whether the service closed a new connection before its first answer, and so may have refused the certificate
     * without an alert.
     */
    private static boolean mayBeSilent(Throwable failure) {
        if (FailureClass.find(failure, ConnectException.class) != null
                || FailureClass.find(failure, InterruptedIOException.class) != null
                || FailureClass.find(failure, UnknownHostException.class) != null) {
            return false;
        }
        NoWholeAnswerException ended = FailureClass.find(failure, NoWholeAnswerException.class);
        return FailureClass.find(failure, NothingSentException.class) != null
                || (ended != null && ended.kind() == NoWholeAnswerException.Kind.NOTHING_ANSWERED);
    }

    private static Optional<Outcome> unsure(Wording sent) {
        return Optional.of(new Outcome.Unsure(sent));
    }

    private Optional<Outcome> retried(Kind kind, Wording why) {
        return Optional.ofNullable(rules.get(kind))
                .map(rule -> new Outcome.Failed(problem(rule, why), Remedy.RETRY, null, null));
    }

    private Optional<Outcome> parked(Kind kind, @Nullable Wording why, Outcome.@Nullable Refusal refusal) {
        return Optional.ofNullable(rules.get(kind)).map(rule -> {
            Outcome.Failed failed = new Outcome.Failed(problem(rule, why), Remedy.PARK, null, null);
            return refusal == null ? failed : failed.because(refusal);
        });
    }

    private Problem problem(FailureRule rule, @Nullable Wording why) {
        Wording title =
                rule.title().isEmpty() ? sentences.failed() : rule.title().wording();
        List<Wording> detail = new ArrayList<>();
        if (why != null) {
            detail.add(why);
        }
        if (!rule.say().isEmpty()) {
            detail.add(rule.say().wording());
        }
        return new Problem(rule.code(), title, Wording.joined(" ", detail));
    }

    /** Returns the kind of the failure as text. */
    private static Wording cause(Throwable failure) {
        NoWholeAnswerException ended = FailureClass.find(failure, NoWholeAnswerException.class);
        if (ended != null && ended.kind() == NoWholeAnswerException.Kind.TIMED_OUT) {
            return Wording.of("CALL.time-out");
        }
        Throwable cause = failure;
        while ((cause instanceof NothingSentException || cause instanceof NoWholeAnswerException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return Wording.verbatim(cause.getClass().getSimpleName());
    }
}
