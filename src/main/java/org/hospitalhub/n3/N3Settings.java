package org.hospitalhub.n3;

import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of N3; every key stands with its reason in {@code config/n3.yaml}.
 *
 * @param baseUrl with or without trailing slash; empty turns N3 off
 * @param token the key of {@code Authorization: N3 <token>}; empty turns N3 off
 * @param requestsPerMinute orders and questions together; 0 for no limit, on a test stand of this machine only
 * @param pollPause least time between two questions
 * @param pollPauseScope whose questions the pause parts
 * @param permitValid how old a permit may be when the request leaves
 * @param giveUpAfter how long an answer is asked for
 * @param submitDeadline how long failures to order are retried
 * @param pollDeadline how long failures to ask are retried
 * @param reorderPause first pause before an order that met a limit is ordered again; doubles up to an hour
 * @param unsurePause pause before the one repeat of an order of which nobody knows whether it arrived
 * @param reuseAnswers how long an answer serves the same question again; zero for never
 * @param strictSnils whether a wrong check number refuses an order
 * @param timeZone whose today ends the past
 */
@ConfigurationProperties("hub.n3")
public record N3Settings(
        @DefaultValue("") String baseUrl,
        @DefaultValue("") String token,
        @DefaultValue("50") int requestsPerMinute,
        @DefaultValue("10s") Duration pollPause,
        @DefaultValue("order") PauseScope pollPauseScope,
        @DefaultValue("2s") Duration permitValid,
        @DefaultValue("24h") Duration giveUpAfter,
        @DefaultValue("24h") Duration submitDeadline,
        @DefaultValue("48h") Duration pollDeadline,
        @DefaultValue("1m") Duration reorderPause,
        @DefaultValue("1m") Duration unsurePause,
        @DefaultValue("24h") Duration reuseAnswers,
        @DefaultValue("true") boolean strictSnils,
        @DefaultValue("Europe/Moscow") ZoneId timeZone) {

    private static final Pattern GUID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");
    private static final Pattern PRINTABLE = Pattern.compile("[!-~]*");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Duration SERVICE_PAUSE = Duration.ofSeconds(10);

    /** Whose questions the pause parts; the specification can be read both ways (docs/contracts/n3.md A2). */
    public enum PauseScope {
        /** Two questions for the same order. */
        ORDER,
        /** Any two questions of this client. */
        CLIENT
    }

    /** Takes spaces off that were pasted along. */
    public N3Settings {
        baseUrl = baseUrl.strip();
        token = token.strip();
    }

    /** Tells why N3 is off in one sentence, null when it is on. */
    public @Nullable String off() {
        List<String> problems = problems();
        if (baseUrl.isEmpty() || token.isEmpty()) {
            return "N3 is off: set hub.n3.base-url and hub.n3.token.";
        }
        return problems.isEmpty() ? null : "N3 is off: " + problems.get(0);
    }

    /** Tells what makes these settings unusable, one line each; the hub must not start with any. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (!baseUrl.isEmpty() && !usable(baseUrl)) {
            problems.add("hub.n3.base-url must be an https address (http on loopback only) without user, query and #.");
        }
        if (!PRINTABLE.matcher(token).matches()) {
            problems.add("hub.n3.token must have printable ASCII characters only and no space.");
        }
        if (requestsPerMinute < 1 && !(requestsPerMinute == 0 && onThisMachine())) {
            problems.add("hub.n3.requests-per-minute must be at least 1; 0, for no limit, is for a test stand at"
                    + " http://127.0.0.1 only.");
        }
        if (pollPause.isNegative() || pollPause.isZero()) {
            problems.add("hub.n3.poll-pause must be longer than zero.");
        }
        if (List.of(permitValid, giveUpAfter, submitDeadline, pollDeadline, reorderPause, unsurePause).stream()
                .anyMatch(time -> time.isNegative() || time.isZero())) {
            problems.add("hub.n3.permit-valid, give-up-after, submit-deadline, poll-deadline, reorder-pause and"
                    + " unsure-pause must be longer than zero.");
        }
        return List.copyOf(problems);
    }

    /** Tells what is odd about these settings but usable, one line each. */
    public List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        if (!token.isEmpty() && !GUID.matcher(token).matches()) {
            remarks.add("hub.n3.token is not a GUID; N3 issues GUIDs.");
        }
        if (pollPause.compareTo(SERVICE_PAUSE) < 0) {
            remarks.add("hub.n3.poll-pause is shorter than the 10 s that N3 demands: for test stands only.");
        }
        if (requestsPerMinute == 0) {
            remarks.add("hub.n3.requests-per-minute is 0, no limit is kept: for a test stand on this machine only.");
        }
        if (!strictSnils) {
            remarks.add("hub.n3.strict-snils is off: wrong SNILS are only warned of. For test stands only.");
        }
        return List.copyOf(remarks);
    }

    /** Plain http to a loopback address: a stand, since N3 itself is reached by https even through a tunnel. */
    private boolean onThisMachine() {
        return baseUrl.startsWith("http:") && usable(baseUrl);
    }

    private static boolean usable(String url) {
        try {
            URI uri = URI.create(url);
            String host = uri.getHost();
            boolean plain = uri.getRawQuery() == null && uri.getRawFragment() == null && uri.getRawUserInfo() == null;
            return plain
                    && host != null
                    && ("https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && LOOPBACK.contains(host)));
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }

    /** Hides the token. */
    @Override
    public String toString() {
        return "N3Settings[" + (off() == null ? "on" : "off") + ", " + requestsPerMinute + " a minute, pause "
                + pollPause + "]";
    }
}
