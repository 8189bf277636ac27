package org.hospitalhub.sandbox.nhif;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.hospitalhub.sandbox.Reply;

/**
 * The misbehaviours. A service with such a name ({@code /api/sandbox/v1/reset-after}) always misbehaves in this way; the control
 * API can make any service do so for a number of calls.
 */
@SuppressWarnings("ImmutableEnumChecker") // the effects keep no state, which the check cannot see
enum NhifMischief {
    SLOW(false, honest -> honest.after(Duration.ofSeconds(5))),
    HANG(false, honest -> Reply.hangUp().after(Duration.ofMinutes(10))),
    RESET_BEFORE(true, honest -> Reply.hangUp()),
    RESET_AFTER(false, honest -> Reply.hangUp()),
    CUT_BODY(false, honest -> honest.cutAfter(honest.body().length / 2)),
    DRIP(false, honest -> honest.dripping(Duration.ofMillis(50))),
    ERROR_500(true, honest -> Reply.empty(500)),
    HTML_500(true, honest -> Reply.of(500, "text/html; charset=utf-8", SampleReplies.HTML)),
    UNAVAILABLE_503(true, honest -> Reply.empty(503).with("Retry-After", "30")),
    LIMIT_429(true, honest -> Reply.empty(429).with("Retry-After", "60")),
    REDIRECT(true, honest -> Reply.empty(307).with("Location", "https://elsewhere.invalid/api/")),
    REFUSED_422(true, honest -> Reply.json(422, SampleReplies.FINDINGS)),
    REFUSED_XML(true, honest -> Reply.of(400, "application/xml; charset=utf-8", SampleReplies.FAULT)),
    NOT_FOUND_404(true, honest -> Reply.json(404, "{\"message\":\"Няма такъв запис\"}")),
    RESTRICTED(true, honest -> Reply.json(403, "{\"message\":\"Нямате права за тази услуга.\"}")),
    EMPTY(false, honest -> Reply.empty(204)),
    BINARY(false, honest -> new Reply(200, Map.of("Content-Type", "application/pdf"), SampleReplies.pdf())),
    CYRILLIC(false, honest -> SampleReplies.windows1251()),
    XML(false, honest -> Reply.of(200, "application/xml; charset=utf-8", SampleReplies.XML)),
    HUGE(false, honest -> new Reply(200, Map.of("Content-Type", "application/json"), SampleReplies.huge()));

    private final boolean instead;
    private final UnaryOperator<Reply> effect;

    /** @param instead whether the call is not processed at all */
    NhifMischief(boolean instead, UnaryOperator<Reply> effect) {
        this.instead = instead;
        this.effect = effect;
    }

    boolean instead() {
        return instead;
    }

    Reply apply(Reply honest) {
        return effect.apply(honest);
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<NhifMischief> of(String label) {
        return Arrays.stream(values()).filter(one -> one.label().equals(label)).findFirst();
    }
}
