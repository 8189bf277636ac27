package org.hospitalhub.nhif;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.hospitalhub.calls.AnswerTooLarge;
import org.hospitalhub.calls.NoWholeAnswer;
import org.hospitalhub.calls.NothingSent;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Outcome.Remedy;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.tls.keys.IdentityException;
import org.jspecify.annotations.Nullable;

/** Says what an answer of NHIF, or its absence, means for the order. */
final class NhifOutcomes {

    static final String SUBMISSION = "nhif.submission";

    /** Not Implemented and HTTP Version Not Supported (RFC 9110 §15.6): the service says that it did nothing. */
    private static final Set<Integer> NOTHING_DONE = Set.of(501, 505);

    private final NhifSettings settings;
    private final NhifTls tls;
    private final AnswerBody reading = new AnswerBody();
    private final ServiceText text = new ServiceText(reading);
    private final Refusal403 refusal403 = new Refusal403(text);

    NhifOutcomes(NhifSettings settings, NhifTls tls) {
        this.settings = settings;
        this.tls = tls;
    }

    /** Reads an answer. */
    Outcome answered(ClaimedStep work, NhifAnswer answer) {
        int status = answer.status();
        if (answer.good()) {
            return new Outcome.Done(reading.result(answer));
        }
        if (status == 403) {
            return refused(refusal403.problem(answer), answer);
        }
        if (status == 401 || status == 407) {
            return parked(NhifProblems.notLoggedIn(status), answer).because(Outcome.Refusal.ALL);
        }
        if (status == 429 || (status == 503 && answer.retryAfter() != null)) {
            return failed(NhifProblems.limited(status), Remedy.LIMITED, answer);
        }
        if (status == 408 || status == 425 || status == 503) {
            return failed(NhifProblems.unavailable(status), Remedy.RETRY, answer);
        }
        if (status >= 500) {
            return broken(work, answer);
        }
        Optional<Problem> nginx = status == 400 ? refusal403.ofNginx(answer) : Optional.empty();
        if (nginx.isPresent()) {
            return refused(nginx.get(), answer);
        }
        if (status >= 400) {
            return new Outcome.Refused(text.findings(status == 404 ? "NHIF_NOT_FOUND" : "NHIF_REFUSED", answer));
        }
        return parked(NhifProblems.redirected(status), answer);
    }

    /**
     * Reads the failure of a call that brought no answer.
     *
     * @param begun whether the call had been handed to the HTTP client
     */
    Outcome failed(ClaimedStep work, Throwable failure, boolean begun) {
        IdentityException unusable = find(failure, IdentityException.class);
        if (unusable != null) {
            return new Outcome.Failed(
                    NhifProblems.identityUnusable(unusable), Remedy.PARK, null, null, Outcome.Refusal.CALLER);
        }
        if (!begun) {
            return new Outcome.Failed(NhifProblems.notBegun(cause(failure)), Remedy.PARK, null, null);
        }
        Optional<Problem> handshake = handshake(work, failure);
        if (handshake.isPresent()) {
            return new Outcome.Failed(handshake.get(), Remedy.PARK, null, null, Outcome.Refusal.CALLER);
        }
        if (find(failure, NothingSent.class) != null) {
            return new Outcome.Failed(NhifProblems.unreachable(cause(failure)), Remedy.RETRY, null, null);
        }
        AnswerTooLarge large = find(failure, AnswerTooLarge.class);
        if (mustNotRepeat(work)) {
            return new Outcome.Unsure(
                    large == null
                            ? "The document was sent, and no whole answer came (" + cause(failure) + ")."
                            : "The document was sent, and the service answered " + large.status()
                                    + " with more than hub.nhif.answer-limit.");
        }
        if (large != null) {
            return new Outcome.Failed(NhifProblems.tooLarge(settings.answerLimit()), Remedy.PARK, null, null);
        }
        Remedy remedy = find(failure, IOException.class) == null ? Remedy.PARK : Remedy.RETRY;
        return new Outcome.Failed(NhifProblems.noAnswer(cause(failure)), remedy, null, null);
    }

    private Optional<Problem> handshake(ClaimedStep work, Throwable failure) {
        String identity = identity(order(work));
        return Handshakes.problem(failure, identity)
                .or(() -> Handshakes.mayBeSilentRefusal(failure) && tls.refused(identity)
                        ? Optional.of(silentRefusal(identity))
                        : Optional.empty());
    }

    private static Problem silentRefusal(String identity) {
        return identity.isEmpty()
                ? NhifProblems.noCertificate()
                : NhifProblems.certificateNotAccepted(
                        "a server that twice closed the connection as soon as it was shown, without an alert");
    }

    /** After these the document of a submission may have been taken in although the answer says failure. */
    private Outcome broken(ClaimedStep work, NhifAnswer answer) {
        boolean once = mustNotRepeat(work);
        if (once && !NOTHING_DONE.contains(answer.status())) {
            return new Outcome.Unsure("The document was sent, and the service answered " + answer.status() + ".");
        }
        return failed(NhifProblems.unavailable(answer.status()), once ? Remedy.PARK : Remedy.RETRY, answer);
    }

    private boolean mustNotRepeat(ClaimedStep work) {
        return work.order().operation().equals(SUBMISSION) && !settings.repeatHarmless(work.payload());
    }

    private String identity(NhifOrder order) {
        return Optional.ofNullable(order.identity()).orElse(settings.identity());
    }

    private static NhifOrder order(ClaimedStep work) {
        return NhifOrder.read(work.payload());
    }

    /** A certificate that is missing or not accepted is refused everywhere; one that is known may lack a right. */
    private static Outcome refused(Problem problem, NhifAnswer answer) {
        boolean known = problem.code().equals(NhifProblems.notAuthorised().code());
        return parked(problem, answer).because(known ? Outcome.Refusal.RIGHT : Outcome.Refusal.CALLER);
    }

    private static Outcome.Failed parked(Problem problem, NhifAnswer answer) {
        return failed(problem, Remedy.PARK, answer);
    }

    private static Outcome.Failed failed(Problem problem, Remedy remedy, NhifAnswer answer) {
        return new Outcome.Failed(problem, remedy, answer.retryAfter(), answer.body());
    }

    /** The kind of the failure; its message may hold the URL and with it a person's number. */
    private static String cause(Throwable failure) {
        NoWholeAnswer ended = find(failure, NoWholeAnswer.class);
        if (ended != null && ended.kind() == NoWholeAnswer.Kind.TIMED_OUT) {
            return "the time-out";
        }
        Throwable cause = failure;
        while ((cause instanceof NothingSent || cause instanceof NoWholeAnswer) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName();
    }

    static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> kind) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return kind.cast(cause);
            }
        }
        return null;
    }
}
