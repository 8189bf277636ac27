package org.hospitalhub.n3;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The three things that can be ordered of N3. */
enum N3Operation {
    /** N3 description §2. */
    SNILS("n3.snils", "snils", "§2.1", 100),
    /** N3 description §3. */
    SNILS_VALIDATE("n3.snils-validate", "snils-validate", "§3.1", 100),
    /** N3 description §4. */
    UNITED_POLICY_NUMBER("n3.united-policy-number", "united-policy-number", "§4.1", 40);

    private final String title;
    private final String resource;
    private final String section;
    private final int longestName;

    N3Operation(String title, String resource, String section, int longestName) {
        this.title = title;
        this.resource = resource;
        this.section = section;
        this.longestName = longestName;
    }

    /** Finds an operation by the name it has in the ledger. */
    static N3Operation named(String title) {
        for (N3Operation operation : values()) {
            if (operation.title.equals(title)) {
                return operation;
            }
        }
        throw new IllegalArgumentException("N3 has no operation " + title);
    }

    String title() {
        return title;
    }

    /** Tells the last part of the address: {@code snils}. */
    String resource() {
        return resource;
    }

    String source() {
        return "N3 description " + section;
    }

    int longestName() {
        return longestName;
    }

    List<String> resultFields() {
        return switch (this) {
            case SNILS -> List.of("status", "snils");
            case SNILS_VALIDATE -> List.of("status", "result");
            case UNITED_POLICY_NUMBER ->
                List.of("status", "unitedPolicyNumber", "region", "insuranceOrganization", "startDate", "endDate");
        };
    }

    /** Tells the fields that are sent; all others of N3 are left out. */
    Set<N3Field> fields() {
        return switch (this) {
            case SNILS -> EnumSet.complementOf(EnumSet.of(N3Field.SNILS));
            case SNILS_VALIDATE -> EnumSet.range(N3Field.FAMILY_NAME, N3Field.GENDER);
            case UNITED_POLICY_NUMBER ->
                EnumSet.complementOf(EnumSet.of(N3Field.SNILS, N3Field.GENDER, N3Field.ISSUE_DATE, N3Field.ISSUER));
        };
    }
}
