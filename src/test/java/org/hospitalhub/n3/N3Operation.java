package org.hospitalhub.n3;

import java.util.Locale;

/** The three things that can be ordered of N3. */
enum N3Operation {
    SNILS,
    SNILS_VALIDATE,
    UNITED_POLICY_NUMBER;

    String title() {
        return "n3." + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
