package org.hospitalhub.n3;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.hospitalhub.rules.Field;
import org.hospitalhub.rules.FieldRules;
import org.hospitalhub.rules.Findings;
import org.hospitalhub.rules.Rule;
import org.hospitalhub.rules.RuleSet;
import org.hospitalhub.rules.TextCleaning;

/** Puts the rules of an operation together: what each field must be, then what the fields say of each other. */
final class N3Rules {

    private static final Pattern USUAL_NAME = Pattern.compile("[\\p{IsCyrillic} .'’\"-]*");
    private static final Pattern A_LETTER = Pattern.compile("\\p{L}");
    private static final int EARLIEST_YEAR = 1900;
    private static final int UNLIKELY_BEFORE = 1905;

    private final boolean strictSnils;

    /**
     * Makes the rules.
     *
     * @param strictSnils whether a wrong check number refuses the order; test stands use invalid numbers
     */
    N3Rules(boolean strictSnils) {
        this.strictSnils = strictSnils;
    }

    RuleSet<N3Draft> of(N3Operation operation) {
        List<Rule<N3Draft>> rules = new ArrayList<>();
        for (N3Field field : operation.fields()) {
            if (field.required()) {
                rules.add(on(field, operation, FieldRules.required()));
            }
            rules.add(on(field, operation, FieldRules.plainText()));
            shape(field, operation).forEach(rule -> rules.add(on(field, operation, rule)));
        }
        rules.addAll(dates());
        if (operation.fields().contains(N3Field.DOCUMENT_TYPE)) {
            rules.addAll(N3DocumentRules.rules());
        }
        return new RuleSet<>(rules);
    }

    private List<Rule<Field>> shape(N3Field field, N3Operation operation) {
        return switch (field) {
            case FAMILY_NAME, FIRST_NAME, PATRONYMIC -> List.of(FieldRules.atMost(operation.longestName()), nameRule());
            case SNILS -> List.of(snilsRule());
            case BIRTH_DATE, ISSUE_DATE -> List.of(FieldRules.isoDate());
            case GENDER ->
                List.of(FieldRules.oneOf(
                        List.of("1", "2"),
                        "GENDER",
                        "N3 takes 1 (male) or 2 (female) only: correct the sex in the patient's card. If it is not"
                                + " known, only the policy number can be ordered."));
            case DOCUMENT_TYPE ->
                List.of(FieldRules.oneOf(
                        N3DocumentRules.TYPES,
                        "DOCUMENT_TYPE",
                        "N3 takes the documents 1, 6, 7, 9, 11, 20 and 42 of dictionary 1.2.643.5.1.13.13.99.2.48 only"
                                + " (codes of other dictionaries differ): choose one of them."));
            case SERIES -> List.of(FieldRules.atMost(10));
            case NUMBER -> List.of(FieldRules.atMost(20));
            case ISSUER -> List.of();
        };
    }

    private static Rule<N3Draft> on(N3Field field, N3Operation operation, Rule<Field> rule) {
        return rule.from(operation.source()).of(draft -> draft.field(field));
    }

    private static Rule<Field> nameRule() {
        return new Rule<>("letters of a name", "docs/contracts/n3.md A7", (field, findings) -> {
            if (field.present() && !A_LETTER.matcher(field.orEmpty()).find()) {
                findings.error("NAME_LETTERS", field.path(), "A name has at least one letter: correct it.");
            } else if (!USUAL_NAME.matcher(field.orEmpty()).matches()) {
                findings.warning(
                        "NAME_LETTERS",
                        field.path(),
                        "Names usually have only Cyrillic letters, space, hyphen, dot, apostrophe and quote: check that"
                                + " no Latin letter or digit slipped in.");
            }
        });
    }

    private Rule<Field> snilsRule() {
        return new Rule<>("check number of a SNILS", "ПФР, section 8", (field, findings) -> {
            if (field.present()) {
                judge(field, findings);
            }
        });
    }

    private void judge(Field field, Findings findings) {
        String path = field.path();
        switch (Snils.judge(field.orEmpty())) {
            case VALID -> {}
            case NOT_ELEVEN_DIGITS ->
                findings.error(
                        "SNILS_FORMAT",
                        path,
                        "A SNILS has eleven digits: write them without or with the usual hyphens and space."
                                + strange(field.orEmpty()));
            case ALL_ZEROS -> findings.error("SNILS_ALL_ZEROS", path, "No SNILS is all zeros: correct it.");
            case UNVERIFIABLE ->
                findings.warning(
                        "SNILS_UNVERIFIABLE",
                        path,
                        "Numbers up to 001-001-998 have no check number: compare" + " it with the document.");
            case WRONG_CHECK_NUMBER -> {
                String message = "The check number (last two digits) does not fit: a digit is mistyped.";
                if (strictSnils) {
                    findings.error("SNILS_CHECK_DIGIT", path, message);
                } else {
                    findings.warning("SNILS_CHECK_DIGIT", path, message);
                }
            }
        }
    }

    /** Names the first character that is no digit, hyphen or space: many of them look like one. */
    private static String strange(String snils) {
        return snils.codePoints()
                .filter(one -> (one < '0' || one > '9') && one != '-' && one != ' ')
                .mapToObj(one -> " " + TextCleaning.name(one) + " is none of these.")
                .findFirst()
                .orElse("");
    }

    private static List<Rule<N3Draft>> dates() {
        return List.of(
                new Rule<>(
                        "birth date is in this or the last century",
                        "docs/contracts/n3.md A7",
                        (draft, findings) -> inItsTime(draft.field(N3Field.BIRTH_DATE), draft.today(), findings)),
                new Rule<>(
                        "issue date is in this or the last century",
                        "docs/contracts/n3.md A7",
                        (draft, findings) -> inItsTime(draft.field(N3Field.ISSUE_DATE), draft.today(), findings)),
                new Rule<>("issued after birth", "docs/contracts/n3.md A7", N3Rules::issuedAfterBirth));
    }

    private static void inItsTime(Field field, LocalDate today, Findings findings) {
        field.date().ifPresent(date -> {
            if (date.isAfter(today)) {
                findings.error("DATE_IN_FUTURE", field.path(), "This day has not come yet: correct the date.");
            } else if (date.getYear() < EARLIEST_YEAR) {
                findings.error("DATE_TOO_EARLY", field.path(), "This date is before 1900: correct the year.");
            } else if (date.getYear() < UNLIKELY_BEFORE) {
                findings.warning("DATE_UNLIKELY", field.path(), "This date is before 1905: check the year.");
            }
        });
    }

    private static void issuedAfterBirth(N3Draft draft, Findings findings) {
        Field issued = draft.field(N3Field.ISSUE_DATE);
        draft.field(N3Field.BIRTH_DATE)
                .date()
                .filter(birth -> issued.date().filter(birth::isAfter).isPresent())
                .ifPresent(birth -> findings.error(
                        "ISSUED_BEFORE_BIRTH",
                        issued.path(),
                        "The document was issued before the patient was born: correct one of the dates."));
    }
}
