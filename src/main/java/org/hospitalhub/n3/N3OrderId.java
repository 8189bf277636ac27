package org.hospitalhub.n3;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id that N3 gives an order. It becomes part of an address, so only letters, digits and marks are believed that mean
 * nothing there. All samples show a UUID, but no sentence promises one. It must stand behind the name of the resource that was ordered:
 * an id alone could be that of anything.
 */
final class N3OrderId {

    private static final String SAFE = "[A-Za-z0-9][A-Za-z0-9._~-]{0,99}";
    private static final Pattern BELIEVED = Pattern.compile(SAFE);
    // A path or an absolute address, perhaps behind words as in the samples (docs/contracts/n3.md A1.1, A1.2).
    private static final Pattern NAMED =
            Pattern.compile("(?s)(?:.*\\s)?(?:[^?#\\s]*?/)?([a-z-]+)/\\{?(" + SAFE + ")}?/?", Pattern.CASE_INSENSITIVE);
    private static final int LONGEST_ADDRESS = 500;
    private static final Pattern QUOTES = Pattern.compile("[\"'«»“”]");
    // The tables call what comes out "Resource-URI" (N3 description §2.1).
    private static final List<String> NAMES = List.of("Resource-URI", "resourceUri", "uri", "id");

    private N3OrderId() {}

    /** Reads the answer to an order; empty when it names no id or another resource's. */
    static Optional<String> read(N3Operation operation, String answer) {
        if (answer.length() > LONGEST_ADDRESS) {
            return Optional.empty();
        }
        Optional<N3Json> json = N3Json.read(answer);
        if (json.isEmpty()) {
            return address(operation, N3Json.string(answer).orElse(answer));
        }
        // An error may have an id too: its own.
        return json.filter(object -> N3Complaint.within(object).isEmpty()).flatMap(object -> NAMES.stream()
                .flatMap(name -> address(operation, object.text(name)).stream())
                .findFirst());
    }

    /** Tells whether an id that was kept may become part of an address. */
    static boolean believed(String id) {
        return BELIEVED.matcher(id).matches();
    }

    private static Optional<String> address(N3Operation operation, String text) {
        String plain = QUOTES.matcher(text).replaceAll("").strip();
        Matcher named = NAMED.matcher(plain);
        return named.matches() && named.group(1).equalsIgnoreCase(operation.resource())
                ? Optional.of(named.group(2))
                : Optional.empty();
    }
}
