package org.hospitalhub.wiring.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * Finds environment variables that begin with HUB_ and belong to no setting. {@code hub.ledger.key-file} is
 * HUB_LEDGER_KEYFILE.
 */
final class HubEnvironmentVariables {

    /** Variables of the command line, of compose files, and those that Kubernetes sets for a service named hub. */
    private static final Pattern OF_OTHERS =
            Pattern.compile("HUB_(URL|USER|PASSWORD|IMAGE|VERSION|HOME|SERVICE_.*|PORT(_.*)?|\\d+)");

    private static final List<Pattern> OPEN = List.of(
            Pattern.compile("HUB_USERS_\\d+_(NAME|PASSWORD|ROLES(_\\d+)?)"),
            Pattern.compile("HUB_JMS_USERS_\\d+_(NAME|PASSWORD|PREFIX|OWNER)"),
            Pattern.compile("HUB_IDENTITIES_.+_(KEYSTORE|TYPE|PASSWORD|PIN_?FILE|ALIAS|CERTIFICATE)"),
            Pattern.compile("HUB_DISPATCH_WORKERS_.+"),
            Pattern.compile("HUB_SANDBOX_.+"));

    private static final int ALIKE = 4;

    private final Set<String> known = new TreeSet<>();
    private final List<Pattern> open = new ArrayList<>();
    private final Set<String> right = new TreeSet<>();

    /**
     * Creates the check.
     *
     * @param settings names of settings, {@code hub.ledger.key-file}
     * @param open names of settings of which the hospital chooses a part, {@code *} or {@code **}
     */
    HubEnvironmentVariables(Set<String> settings, List<String> open) {
        open.forEach(name -> this.open.add(Pattern.compile(name.toUpperCase(Locale.ROOT)
                .replace('.', '_')
                .replace("-", "_?")
                .replace("**", ".+")
                .replace("*", ".+"))));
        settings.stream().filter(name -> name.startsWith("hub.")).forEach(name -> {
            String upper = name.toUpperCase(Locale.ROOT).replace('.', '_');
            right.add(upper.replace("-", ""));
            known.add(upper.replace("-", ""));
            known.add(upper.replace('-', '_'));
        });
    }

    /** Returns what is wrong with the name of a variable; empty when nothing is. */
    Optional<String> flaw(String variable) {
        String name = variable.toUpperCase(Locale.ROOT);
        boolean fine = !name.startsWith("HUB_")
                || OF_OTHERS.matcher(name).matches()
                || known.contains(name.replaceAll("_\\d+$", ""))
                || Stream.concat(OPEN.stream(), open.stream())
                        .anyMatch(pattern -> pattern.matcher(name).matches());
        return fine ? Optional.empty() : Optional.of("no setting has this environment variable" + nearest(name));
    }

    private String nearest(String name) {
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        return right.stream()
                .min(Comparator.comparing(candidate -> distance.apply(candidate, name)))
                .filter(candidate -> distance.apply(candidate, name) <= ALIKE)
                .map(candidate -> "; did you mean " + candidate + "?")
                .orElse("; example: hub.ledger.key-file is HUB_LEDGER_KEYFILE");
    }
}
