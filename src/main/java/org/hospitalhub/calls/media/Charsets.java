package org.hospitalhub.calls.media;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.io.ByteOrderMark;
import org.jspecify.annotations.Nullable;

/**
 * Detects the charset of a body, in this order: byte order mark, Content-Type, XML declaration, the charsets of the door. Bytes
 * that are valid UTF-8 and not only ASCII are read as UTF-8 even when a single-byte charset is declared, because such text is
 * never UTF-8 by chance and wrong declarations are common.
 */
public final class Charsets {

    private static final Pattern LABEL =
            Pattern.compile("charset\\s*=\\s*[\"']?\\s*([\\w.:+-]+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern XML =
            Pattern.compile("^\\s*<\\?xml[^>]{0,200}?encoding\\s*=\\s*[\"']([\\w.:+-]+)", Pattern.CASE_INSENSITIVE);
    private static final int XML_HEAD = 300;
    private static final int CHARACTERS_AT_ONCE = 4_096;
    private static final int LAST_OF_ASCII = 0x7F;

    /** The mark of UTF-32LE begins with that of UTF-16LE. */
    private static final List<ByteOrderMark> MARKS = List.of(
            ByteOrderMark.UTF_8,
            ByteOrderMark.UTF_32LE,
            ByteOrderMark.UTF_32BE,
            ByteOrderMark.UTF_16LE,
            ByteOrderMark.UTF_16BE);

    private Charsets() {}

    /** Returns the charset that the media type or else the XML declaration names, UTF-8 when neither does. */
    public static Charset said(String contentType, byte[] body) {
        Charset said = named(LABEL.matcher(contentType));
        Charset declared =
                named(XML.matcher(new String(body, 0, Math.min(XML_HEAD, body.length), StandardCharsets.ISO_8859_1)));
        return said != null ? said : Objects.requireNonNullElse(declared, StandardCharsets.UTF_8);
    }

    /**
     * Returns the text without byte order mark, null when none of the charsets fits. Invalid bytes in a text with a byte order
     * mark, or few of them in UTF-8, are damage: the text is not read in another charset.
     */
    public static @Nullable String decode(String contentType, byte[] bytes, List<Charset> doors) {
        Charset marked = marked(bytes);
        if (marked != null) {
            return decode(bytes, marked);
        }
        boolean damaged = isDamagedUtf8(bytes);
        for (Charset charset : candidates(contentType, bytes, doors)) {
            String text = damaged && oneByte(charset) ? null : decode(bytes, charset);
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    /**
     * Returns whether the bytes are UTF-8 with few invalid ones: text in a single-byte charset hardly ever contains valid UTF-8
     * sequences.
     */
    private static boolean isDamagedUtf8(byte[] bytes) {
        CharBuffer some = CharBuffer.allocate(CHARACTERS_AT_ONCE);
        ByteBuffer left = ByteBuffer.wrap(bytes);
        CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
        long whole = 0;
        long broken = 0;
        for (CoderResult result = CoderResult.OVERFLOW; !result.isUnderflow(); ) {
            result = utf8.decode(left, some.clear(), true);
            for (int at = 0, end = some.position(); at < end; at++) {
                if (some.get(at) > LAST_OF_ASCII) {
                    whole++;
                }
            }
            if (result.isError()) {
                broken++;
                left.position(left.position() + result.length());
            }
        }
        return broken > 0 && whole > broken;
    }

    /** Returns the charset that a Content-Type declares, unchanged; null for none. */
    public static @Nullable String label(String contentType) {
        Matcher label = LABEL.matcher(contentType);
        return label.find() ? label.group(1) : null;
    }

    /** Returns whether a Content-Type declares a charset that cannot be read. */
    public static boolean isUnknown(String contentType) {
        return contentType.toLowerCase(Locale.ROOT).contains("charset") && named(LABEL.matcher(contentType)) == null;
    }

    private static Set<Charset> candidates(String contentType, byte[] bytes, List<Charset> doors) {
        Set<Charset> charsets = new LinkedHashSet<>();
        Charset said = named(LABEL.matcher(contentType));
        Charset declared =
                named(XML.matcher(new String(bytes, 0, Math.min(XML_HEAD, bytes.length), StandardCharsets.ISO_8859_1)));
        if (doors.contains(StandardCharsets.UTF_8) && (said == null || oneByte(said)) && isMoreThanAscii(bytes)) {
            charsets.add(StandardCharsets.UTF_8);
        }
        if (said != null) {
            charsets.add(said);
        }
        if (declared != null && !wide(declared)) {
            charsets.add(declared);
        }
        charsets.addAll(doors);
        return charsets;
    }

    private static boolean isMoreThanAscii(byte[] bytes) {
        for (byte one : bytes) {
            if (one < 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean oneByte(Charset charset) {
        return charset.canEncode() && charset.newEncoder().maxBytesPerChar() <= 1;
    }

    /** Returns whether a charset uses several bytes for ASCII, so that an XML declaration that was read byte by byte cannot be in it. */
    private static boolean wide(Charset charset) {
        return charset.name().startsWith("UTF-16") || charset.name().startsWith("UTF-32");
    }

    private static @Nullable Charset named(Matcher label) {
        try {
            return label.find() && Charset.isSupported(label.group(1)) ? Charset.forName(label.group(1)) : null;
        } catch (IllegalCharsetNameException noName) {
            return null;
        }
    }

    private static @Nullable Charset marked(byte[] bytes) {
        return MARKS.stream()
                .filter(mark -> bytes.length >= mark.length()
                        && Arrays.equals(bytes, 0, mark.length(), mark.getBytes(), 0, mark.length()))
                .findFirst()
                .map(mark -> Charset.forName(mark.getCharsetName()))
                .orElse(null);
    }

    private static @Nullable String decode(byte[] bytes, Charset charset) {
        try {
            String text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException another) {
            return null;
        }
    }
}
