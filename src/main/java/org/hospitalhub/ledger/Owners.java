package org.hospitalhub.ledger;

import java.util.regex.Pattern;
import org.hospitalhub.rules.TextCleaning;

/**
 * Names of owners that are no users: what the hub's triggers and the hub itself brought. An owner reads its orders, and
 * order keys and answers belong to it, so no user may have one of these names.
 */
public final class Owners {

    /** Dropped files, unless {@code hub.intake.owner} says otherwise. */
    public static final String FILE = "file";

    /** Messages, unless {@code hub.jms.owner} says otherwise; other JMS users are {@code jms:<name>}. */
    public static final String JMS = "jms";

    /** The hub's own requests, which contain no personal data: their answers are shared by all. */
    public static final String CATALOGUE = "catalogue";

    private static final Pattern RESERVED =
            Pattern.compile("(?i)\\s*(file|jms|http|hub|catalogue|\\(unknown\\))\\s*(:.*)?");

    private Owners() {}

    /** Returns whether a user of this name would own what a trigger or the hub itself brought. */
    public static boolean isReserved(String name) {
        return RESERVED.matcher(TextCleaning.plain(name)).matches();
    }
}
