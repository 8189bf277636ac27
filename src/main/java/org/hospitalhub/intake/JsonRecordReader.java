package org.hospitalhub.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.List;
import org.hospitalhub.ledger.Batch;
import org.hospitalhub.ledger.Batch.Kind;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;

/**
 * Reads one JSON object, or an array of objects. A parser finds where each record begins and ends without building it;
 * the bytes between are then read like any other payload, so memory never holds more than one record.
 */
final class JsonRecordReader implements RecordReader {

    /** Deepest nesting, and most digits of a number, within which the end of a record is found; what is beyond fails the file. */
    private static final int DEPTH = 100_000;

    /** Bytes of a UTF-16 code unit. */
    private static final int WIDE = 2;

    private final DroppedFile file;
    private final FileSurvey survey;
    private final String operation;
    private final PayloadReader reader;
    private final boolean array;
    private final JsonParser parser;
    private boolean begun;
    private boolean structure;
    private long from;
    private long line;

    JsonRecordReader(DroppedFile file, FileSurvey survey, String operation, PayloadReader reader) throws IOException {
        this.file = file;
        this.survey = survey;
        this.operation = operation;
        this.reader = reader;
        this.array = survey.first() == '[';
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEPTH)
                        .maxNumberLength(DEPTH)
                        .maxDocumentLength(-1)
                        .build())
                .build();
        InputStream bytes = file.newInputStream(survey.start());
        this.parser = survey.isUtf16()
                ? factory.createParser(
                        new InputStreamReader(bytes, survey.charset().newDecoder()))
                : factory.createParser(bytes);
    }

    @Override
    public Batch.Format format() {
        return new Batch.Format(array ? Kind.JSON_ARRAY : Kind.JSON, ',', List.of());
    }

    @Override
    public boolean next() throws IOException {
        survey.requireReadable();
        if (!survey.isUtf8() && !survey.isUtf16()) {
            throw new UnreadableFileException("CHARSET", Wording.of("CHARSET.json"));
        }
        try {
            return nextRecord();
        } catch (JsonEOFException e) {
            throw broken(true);
        } catch (StreamConstraintsException e) {
            throw new UnreadableFileException("NESTING_TOO_DEEP", where(Wording.of("NESTING_TOO_DEEP.limit")));
        } catch (JsonProcessingException e) {
            throw broken(false);
        }
    }

    private boolean nextRecord() throws IOException {
        boolean first = !begun;
        begun = true;
        JsonToken token = parser.nextToken();
        if (first && array) {
            token = parser.nextToken();
        }
        if (!array && first && token != null && token != JsonToken.START_OBJECT) {
            throw new UnreadableFileException("NOT_AN_OBJECT", Wording.of("NOT_AN_OBJECT.file"));
        }
        if (!array && first == (token == null)) {
            throw broken(false);
        }
        if (token == null) {
            return false;
        }
        if (array && token == JsonToken.END_ARRAY) {
            if (parser.nextToken() != null) {
                throw broken(false);
            }
            return false;
        }
        structure = token.isStructStart();
        from = offset(parser.currentTokenLocation());
        line = parser.currentTokenLocation().getLineNr();
        parser.skipChildren();
        return true;
    }

    @Override
    public ParsedRecord current() throws IOException {
        if (!structure) {
            return new ParsedRecord(
                    null, null, List.of(Finding.error("NOT_AN_OBJECT", "$", Wording.of("NOT_AN_OBJECT.line", line))));
        }
        long length = offset(parser.currentLocation()) - from;
        PayloadReader.ReadPayload read = length > (survey.isUtf16() ? WIDE : 1L) * reader.maxBytes(operation)
                ? new PayloadReader.ReadPayload(null, List.of(reader.tooLargeFinding(operation)))
                : reader.read(operation, payload((int) length), line);
        return new ParsedRecord(read.payload(), null, read.findings());
    }

    /** Returns the position in bytes; the parser of a UTF-16 text counts code units. */
    private long offset(JsonLocation place) {
        return survey.isUtf16() ? WIDE * place.getCharOffset() : place.getByteOffset();
    }

    private byte[] payload(int length) throws IOException {
        byte[] bytes = file.bytes(survey.start() + from, length);
        return survey.isUtf16() ? Charsets.toUtf8(bytes, 0, survey.charset()) : bytes;
    }

    private UnreadableFileException broken(boolean unfinished) {
        return new UnreadableFileException("NOT_JSON", where(Wording.of("NOT_JSON.breaks")), unfinished);
    }

    private Wording where(Wording what) {
        var at = parser.currentLocation();
        return Wording.of("PLACE.column", at.getLineNr(), at.getColumnNr(), what);
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
