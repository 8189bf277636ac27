package org.hospitalhub.n3;

import java.util.Locale;
import org.hospitalhub.rules.Field;
import org.hospitalhub.rules.TextCleaning;

/** The fields of the three orders, in the order and with the names of the tables (N3 description §2.1, §3.1, §4.1). */
enum N3Field {
    FAMILY_NAME("patient", "familyName", true),
    FIRST_NAME("patient", "firstName", true),
    PATRONYMIC("patient", "patronymic", false),
    SNILS("patient", "snils", true),
    BIRTH_DATE("patient", "birthDate", true),
    GENDER("patient", "gender", true),
    DOCUMENT_TYPE("patientPersDocs", "type", true),
    SERIES("patientPersDocs", "series", false),
    NUMBER("patientPersDocs", "number", true),
    ISSUE_DATE("patientPersDocs", "issueDate", true),
    ISSUER("patientPersDocs", "issuer", true);

    private final String block;
    private final String title;
    private final boolean required;

    N3Field(String block, String title, boolean required) {
        this.block = block;
        this.title = title;
        this.required = required;
    }

    String block() {
        return block;
    }

    String title() {
        return title;
    }

    /** Returns its name in the header of a CSV file: {@code patient.familyName}. */
    String column() {
        return block + '.' + title;
    }

    boolean required() {
        return required;
    }

    /** Takes away what people type and registers do not want, without touching what is meant. */
    Field clean(Field field) {
        return switch (this) {
            case FAMILY_NAME, FIRST_NAME -> field.cleaned(N3Field::oneSpace).cleaned(TextCleaning::hyphens);
            case PATRONYMIC ->
                field.cleaned(N3Field::oneSpace).cleaned(TextCleaning::hyphens).cleaned(N3Field::dashIsNothing);
            case SNILS -> field.cleaned(Snils::plain);
            case SERIES ->
                field.cleaned(N3Field::noSpace).cleaned(TextCleaning::hyphens).cleaned(N3Field::dashIsNothing);
            case NUMBER -> field.cleaned(N3Field::noSpace).cleaned(TextCleaning::hyphens);
            // Clients of ПФР strip these from the issuer before sending (docs/contracts/n3.md A4).
            case ISSUER -> field.cleaned(text -> oneSpace(text.replaceAll("[\"«»“”„]", " ")));
            case BIRTH_DATE, GENDER, DOCUMENT_TYPE, ISSUE_DATE -> field;
        };
    }

    /** Tells a value as two orders are compared: upper case and Ё as Е, as the federal answers come. */
    String compared(String text) {
        return text.toUpperCase(Locale.ROOT).replace('Ё', 'Е');
    }

    private static String oneSpace(String text) {
        return text.replaceAll("[\\s\\p{Z}]+", " ").strip();
    }

    private static String noSpace(String text) {
        return text.replaceAll("[\\s\\p{Z}]+", "");
    }

    private static String dashIsNothing(String text) {
        return text.matches("-+") ? "" : text;
    }
}
