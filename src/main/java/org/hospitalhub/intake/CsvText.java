package org.hospitalhub.intake;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import org.apache.commons.csv.CSVException;
import org.hospitalhub.rules.Wording;

/** The text of a CSV file in its encoding, and the exceptions that say where it breaks. */
final class CsvText {

    private static final int BLOCK = 1 << 13;

    private final DroppedFile file;
    private final FileSurvey survey;
    private final int maxRow;
    private final char separator;

    CsvText(DroppedFile file, FileSurvey survey, int maxRow) throws IOException {
        this.file = file;
        this.survey = survey;
        this.maxRow = maxRow;
        try (Reader text = open()) {
            // Excel's "Unicode text" is UTF-16 with tabs.
            this.separator = CsvSeparator.detect(text, survey.isUtf16());
        } catch (CharacterCodingException e) {
            throw notText();
        }
    }

    /** Opens the text. Bytes that are not text in its encoding cause an exception instead of a replacement character. */
    Reader open() {
        return new InputStreamReader(
                file.newInputStream(survey.start()), survey.charset().newDecoder());
    }

    char separator() {
        return separator;
    }

    int maxRow() {
        return maxRow;
    }

    Charset charset() {
        return survey.charset();
    }

    /**
     * Returns the exception that describes a failure to the sender of the file.
     *
     * @param line line that the parser had reached
     */
    IOException broken(IOException cause, long line) throws IOException {
        if (cause instanceof RowLengthLimiter.TooLongException) {
            CsvBreakPosition place = place();
            return new UnreadableFileException(
                    "LINE_TOO_LONG",
                    Wording.of(place.quoted() ? "LINE_TOO_LONG.quote" : "LINE_TOO_LONG", place.line(), maxRow));
        }
        if (cause instanceof CharacterCodingException) {
            return notText();
        }
        // Disk failures are not the file's fault; the library's own failures have this type.
        if (!(cause instanceof CSVException)) {
            return cause;
        }
        boolean unfinished = String.valueOf(cause.getMessage()).contains("EOF reached");
        return new UnreadableFileException(
                "NOT_CSV",
                Wording.of(unfinished ? "NOT_CSV.unfinished" : "NOT_CSV", place().line(), Math.max(1, line)),
                unfinished);
    }

    private UnreadableFileException notText() throws IOException {
        return new UnreadableFileException(
                "CHARSET",
                Wording.of("CHARSET.here", damagedLine(), survey.charset().name()));
    }

    /** Returns the line of the first bytes that are not text. The text is read again, because a decoder reads ahead of the parser. */
    private long damagedLine() throws IOException {
        CharsetDecoder decoder = survey.charset().newDecoder();
        ByteBuffer bytes = ByteBuffer.allocate(BLOCK);
        CharBuffer characters = CharBuffer.allocate(BLOCK);
        long line = 1;
        try (InputStream in = file.newInputStream(survey.start())) {
            for (boolean more = true; more; ) {
                int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
                more = read >= 0;
                bytes.position(bytes.position() + Math.max(0, read)).flip();
                boolean damaged = decoder.decode(bytes, characters, !more).isError();
                bytes.compact();
                line += characters.flip().chars().filter(one -> one == '\n').count();
                characters.clear();
                more &= !damaged;
            }
        }
        return line;
    }

    private CsvBreakPosition place() throws IOException {
        try (Reader text = open()) {
            return CsvBreakPosition.find(text, separator, maxRow);
        }
    }
}
