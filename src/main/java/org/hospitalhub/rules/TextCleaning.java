package org.hospitalhub.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes every text of a payload in one way before its rules are checked: letters composed (Unicode NFC, UAX #15), characters
 * that are invisible removed, every kind of space as a space, every kind of hyphen in numbers as a hyphen, and without the marks
 * by which Excel keeps a number a text. What was changed is a warning with its code points. Texts that were damaged before they
 * came here are errors.
 */
public final class TextCleaning {

    private static final int MOST_FINDINGS = 20;
    private static final int MOST_CHARACTERS = 5;

    /** Excel's {@code ="0450"}. */
    private static final Pattern FORMULA = Pattern.compile("=\\s*\"(.*)\"", Pattern.DOTALL);
    /** Excel's {@code '0450}. */
    private static final Pattern APOSTROPHE = Pattern.compile("\\s*['’](?=[-0-9 ./+]*[0-9])[-0-9 ./+]+");

    private final Set<String> verbatim;
    private final Findings findings;
    private int reported;

    private TextCleaning(Set<String> verbatim, Findings findings) {
        this.verbatim = verbatim;
        this.findings = findings;
    }

    /**
     * Returns a payload with clean texts; the given one when nothing needs cleaning.
     *
     * @param verbatim names of fields that are left as they are, with everything in them
     */
    public static JsonNode clean(JsonNode payload, Set<String> verbatim, Findings findings) {
        return new TextCleaning(verbatim, findings).clean(payload, "$");
    }

    /** Returns whether nothing can be seen in a text. */
    public static boolean isBlank(String text) {
        return text.codePoints().allMatch(one -> Character.isWhitespace(one) || isSpace(one) || isUnseen(one));
    }

    /** Returns a text composed, without invisible characters and with plain spaces. */
    public static String plain(String text) {
        return isPlainAscii(text) ? text : compose(characters(text, new LinkedHashSet<>()), new LinkedHashSet<>());
    }

    private JsonNode clean(JsonNode node, String path) {
        if (node.isTextual()) {
            return text(node, path);
        }
        if (node instanceof ArrayNode array) {
            List<JsonNode> items = new ArrayList<>();
            boolean changed = false;
            for (int i = 0; i < array.size(); i++) {
                items.add(clean(array.get(i), path + "[" + i + "]"));
                changed |= !items.get(i).equals(array.get(i));
            }
            return changed ? array.arrayNode().addAll(items) : array;
        }
        return node instanceof ObjectNode object ? object(object, path) : node;
    }

    private JsonNode object(ObjectNode object, String path) {
        ObjectNode copy = object.objectNode();
        boolean changed = false;
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            JsonNode value = verbatim.contains(field.getKey())
                    ? field.getValue()
                    : clean(field.getValue(), path + "." + field.getKey());
            changed |= !value.equals(field.getValue());
            copy.set(field.getKey(), value);
        }
        return changed ? copy : object;
    }

    private JsonNode text(JsonNode node, String path) {
        String text = node.textValue();
        if (DamagedText.hasEntities(text)) {
            findings.warning("CHARSET", path, Wording.of("CHARSET.signs"));
        }
        if (isPlainAscii(text) && text.indexOf('&') < 0 && !DamagedText.hasEscapedLetters(text)) {
            return node;
        }
        DamagedText.of(text).ifPresent(damage -> findings.error("CHARSET", path, damage));
        Set<Wording> changes = new LinkedHashSet<>();
        String clean = withoutExcel(compose(characters(text, changes), changes), changes);
        clean = isNumber(clean) ? number(clean, changes) : clean;
        if (clean.equals(text)) {
            return node;
        }
        if (reported++ < MOST_FINDINGS) {
            findings.warning(
                    "TEXT_CLEANED",
                    path,
                    Wording.of(
                            "TEXT_CLEANED",
                            Wording.joined(
                                    ", ",
                                    changes.stream().limit(MOST_CHARACTERS).toList())));
        }
        return TextNode.valueOf(clean);
    }

    private static boolean isPlainAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            char one = text.charAt(i);
            if (one > 126 || one == '=' || one == '\'' || isControl(one) || isSpace(one)) {
                return false;
            }
        }
        return true;
    }

    /** Controls that are no tab and no end of a line: DOS ends files with U+001A. NUL is refused elsewhere. */
    private static boolean isControl(int one) {
        return one != 0 && Character.getType(one) == Character.CONTROL && "\t\n\r".indexOf(one) < 0 && !isSpace(one);
    }

    private static String characters(String text, Set<Wording> changes) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(one -> {
            if (isUnseen(one)) {
                changes.add(Wording.of("TEXT_CLEANED.removed", name(one)));
            } else if (isSpace(one)) {
                changes.add(Wording.of("TEXT_CLEANED.space", name(one)));
                clean.append(' ');
            } else if (one == 0x2010 || one == 0x2011) {
                changes.add(Wording.of("TEXT_CLEANED.hyphen", name(one)));
                clean.append('-');
            } else {
                clean.appendCodePoint(one);
            }
        });
        return clean.toString();
    }

    /** Format characters, controls, and others that Unicode wants ignored where they are not known (UAX #44, Default_Ignorable). */
    private static boolean isUnseen(int one) {
        return Character.getType(one) == Character.FORMAT
                || isControl(one)
                || one == 0x034F
                || one == 0x115F
                || one == 0x1160
                || one == 0x3164
                || one == 0xFFA0
                || (one >= 0xFE00 && one <= 0xFE0F)
                || (one >= 0x180B && one <= 0x180F)
                || (one >= 0xE0000 && one <= 0xE0FFF);
    }

    /** Returns whether a character is a space other than the usual one; the blank of Braille looks like one, and Word breaks lines with U+000B. */
    private static boolean isSpace(int one) {
        return (Character.isSpaceChar(one) && one != ' ') || one == 0x2800 || one == 0x85 || one == 0x0B || one == 0x0C;
    }

    private static String compose(String text, Set<Wording> changes) {
        if (Normalizer.isNormalized(text, Normalizer.Form.NFC)) {
            return text;
        }
        text.codePoints()
                .filter(one -> Character.getType(one) == Character.NON_SPACING_MARK)
                .forEach(one -> changes.add(Wording.of("TEXT_CLEANED.composed", name(one))));
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        if (changes.isEmpty()) {
            changes.add(Wording.of("TEXT_CLEANED.nfc"));
        }
        return composed;
    }

    private static String withoutExcel(String text, Set<Wording> changes) {
        Matcher formula = FORMULA.matcher(text.strip());
        // The quotes inside are checked apart: a repeated group overflows the stack on a long text.
        if (formula.matches() && formula.group(1).replace("\"\"", "").indexOf('"') < 0) {
            changes.add(Wording.of("TEXT_CLEANED.excel-formula"));
            return formula.group(1).replace("\"\"", "\"");
        }
        if (APOSTROPHE.matcher(text).matches()) {
            changes.add(Wording.of("TEXT_CLEANED.excel-apostrophe"));
            return text.strip().substring(1);
        }
        return text;
    }

    /** Digits with spaces, dots, slashes and all kinds of dashes: a number, a date, a code; words keep their dashes. */
    private static boolean isNumber(String text) {
        return text.codePoints().anyMatch(Character::isDigit)
                && text.codePoints().allMatch(one -> Character.isDigit(one) || isDash(one) || " ./".indexOf(one) >= 0);
    }

    private static boolean isDash(int one) {
        return Character.getType(one) == Character.DASH_PUNCTUATION || one == 0x2212 || one == 0x2043 || one == 0x02D7;
    }

    private static String number(String text, Set<Wording> changes) {
        StringBuilder clean = new StringBuilder();
        text.codePoints().forEach(one -> {
            if (isDash(one) && one != '-') {
                changes.add(Wording.of("TEXT_CLEANED.hyphen", name(one)));
                clean.append('-');
            } else if (Character.isDigit(one) && one > '9') {
                changes.add(Wording.of("TEXT_CLEANED.digit", name(one)));
                clean.append(Character.digit(one, 10));
            } else {
                clean.appendCodePoint(one);
            }
        });
        return clean.toString();
    }

    /** Returns how Unicode writes and calls a character: {@code U+00A0 NO-BREAK SPACE}. */
    public static String name(int character) {
        return "U+%04X %s".formatted(character, Character.getName(character));
    }

    /** Returns a text with every kind of dash as a hyphen, for fields whose values know hyphens only. */
    public static String hyphens(String text) {
        return text.codePoints()
                .map(one -> isDash(one) ? '-' : one)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
