package org.hospitalhub.rules;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Recognises Cyrillic texts that some program before this one read in the wrong encoding; such a text is not a valid name. */
final class DamagedText {

    private static final Charset WINDOWS_1251 = Charset.forName("windows-1251");
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    /** Cyrillic in one encoding, read in another one. */
    record Mistake(Charset written, Charset read) {}

    private static final List<Mistake> MISTAKES = List.of(
            new Mistake(StandardCharsets.UTF_8, WINDOWS_1251),
            new Mistake(StandardCharsets.UTF_8, WINDOWS_1252),
            new Mistake(StandardCharsets.UTF_8, StandardCharsets.ISO_8859_1),
            new Mistake(StandardCharsets.UTF_8, Charset.forName("KOI8-R")),
            new Mistake(StandardCharsets.UTF_8, Charset.forName("IBM866")),
            new Mistake(WINDOWS_1251, WINDOWS_1252));

    /** Nothing but letters of today's Cyrillic alphabets, signs of texts and ASCII. */
    static final Pattern CYRILLIC = Pattern.compile("[\\x00-\\x7F\u0401-\u045F\u0490\u0491№«»–—’“”„]*");

    /** A Cyrillic letter as HTML and XML may write it, {@code &#1048;} or {@code &#x418;}. */
    private static final Pattern LETTER_ENTITY =
            Pattern.compile("&(?:amp;)*#(?:10[2-9]\\d|11[0-6]\\d|x0?4[0-9a-f]{2});", Pattern.CASE_INSENSITIVE);

    /** Cyrillic letters as programs write them for JSON and Java, for addresses, and for mail (RFC 2045 §6.7). */
    private static final Pattern LETTER_ESCAPE = Pattern.compile(
            "\\\\u04[0-9a-f]{2}|(?:%D[01]%[89AB][0-9A-F]){2}|(?:=D[01]=[89AB][0-9A-F]){2}", Pattern.CASE_INSENSITIVE);

    /** The byte order mark of UTF-8, read as windows-1252 and as windows-1251. */
    private static final Map<String, Mistake> MISREAD_MARKS = Map.of(
            "ï»¿", new Mistake(StandardCharsets.UTF_8, WINDOWS_1252),
            "п»ї", new Mistake(StandardCharsets.UTF_8, WINDOWS_1251));

    /** A sign as HTML and XML write it. */
    private static final Pattern SIGN_ENTITY =
            Pattern.compile("&(?:amp;)*(?:amp|quot|apos|nbsp|laquo|raquo|lt|gt|ndash|mdash|#0?3[49]|#x2[27]);");

    private DamagedText() {}

    /** Returns whether a text has signs that some program wrote for HTML or XML; texts with tags are meant so. */
    static boolean hasEntities(String text) {
        return text.indexOf('&') >= 0
                && text.indexOf('<') < 0
                && SIGN_ENTITY.matcher(text).find();
    }

    /** Returns whether a text has Cyrillic letters as codes; addresses have them rightly. */
    static boolean hasEscapedLetters(String text) {
        return (text.indexOf('\\') >= 0 || text.indexOf('%') >= 0 || text.indexOf('=') >= 0)
                && !text.contains("://")
                && text.indexOf('?') < 0
                && LETTER_ESCAPE.matcher(text).find();
    }

    /** Returns what is wrong with a text and what to do. */
    static Optional<Wording> of(String text) {
        if (text.indexOf('\uFFFD') >= 0) {
            return Optional.of(Wording.of("CHARSET.lost"));
        }
        if (text.codePoints().anyMatch(one -> one >= Character.MIN_SURROGATE && one <= Character.MAX_SURROGATE)) {
            return Optional.of(Wording.of("CHARSET.half"));
        }
        if (text.indexOf('<') < 0 && LETTER_ENTITY.matcher(text).find()) {
            return Optional.of(Wording.of("CHARSET.entities"));
        }
        if (hasEscapedLetters(text)) {
            return Optional.of(Wording.of("CHARSET.escaped"));
        }
        return Stream.concat(
                        MISREAD_MARKS.entrySet().stream()
                                .filter(mark -> text.contains(mark.getKey()))
                                .map(Map.Entry::getValue),
                        MISTAKES.stream().filter(mistake -> fits(text, mistake)))
                .findFirst()
                .or(() -> MisreadCyrillic.of(text))
                .map(mistake -> Wording.of(
                        "CHARSET.misread",
                        mistake.written().name(),
                        mistake.read().name()));
    }

    private static boolean fits(String text, Mistake mistake) {
        // Single accented letters are names of people; whole words of nothing else are not.
        if (mistake.written().equals(WINDOWS_1251) && !onlyAccented(text)) {
            return false;
        }
        try {
            ByteBuffer bytes = mistake.read().newEncoder().encode(CharBuffer.wrap(text));
            String meant = mistake.written().newDecoder().decode(bytes).toString();
            return !meant.equals(text)
                    && CYRILLIC.matcher(meant).matches()
                    && meant.chars().filter(one -> one >= 0x401 && one <= 0x491).count() >= 2;
        } catch (CharacterCodingException another) {
            return false;
        }
    }

    private static boolean onlyAccented(String text) {
        return text.chars().noneMatch(one -> one < 128 && Character.isLetter(one))
                && text.chars().filter(one -> one >= 0xC0 && one <= 0xFF).count() >= 3;
    }
}
