package org.hospitalhub.rules;

import java.util.List;
import java.util.regex.Pattern;

/** Rules about single fields that every service has. All but {@link #required} pass over absent fields. */
public final class FieldRules {

    private static final Pattern ISO_DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final String ANY = "any contract";

    private FieldRules() {}

    /** Demands a value: {@code REQUIRED}. */
    public static Rule<Field> required() {
        return new Rule<>("is there", ANY, (field, findings) -> {
            if (!field.present()) {
                findings.error("REQUIRED", field.path(), Wording.of("REQUIRED"));
            }
        });
    }

    /** Allows so many characters (code points) and no more: {@code TOO_LONG}. */
    public static Rule<Field> atMost(int characters) {
        return new Rule<>("at most " + characters + " characters", ANY, (field, findings) -> {
            String text = field.orEmpty();
            if (text.codePointCount(0, text.length()) > characters) {
                findings.error("TOO_LONG", field.path(), Wording.of("TOO_LONG", characters));
            }
        });
    }

    /** Demands a date of the calendar written YYYY-MM-DD: {@code DATE_FORMAT}, {@code DATE_NOT_EXISTING}. */
    public static Rule<Field> isoDate() {
        return new Rule<>("a date of the calendar", ANY, (field, findings) -> {
            if (field.present() && !ISO_DATE.matcher(field.orEmpty()).matches()) {
                findings.error("DATE_FORMAT", field.path(), Wording.of("DATE_FORMAT"));
            } else if (field.present() && field.date().isEmpty()) {
                findings.error("DATE_NOT_EXISTING", field.path(), Wording.of("DATE_NOT_EXISTING"));
            }
        });
    }

    /**
     * Demands one of some values.
     *
     * @param code code of the finding
     * @param message what is allowed and what to do
     */
    public static Rule<Field> oneOf(List<String> allowed, String code, Wording message) {
        return new Rule<>("one of " + allowed, ANY, (field, findings) -> {
            if (field.present() && !allowed.contains(field.orEmpty())) {
                findings.error(code, field.path(), message);
            }
        });
    }
}
