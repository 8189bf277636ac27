package org.hospitalhub.intake;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.hospitalhub.ledger.Batch;
import org.hospitalhub.ledger.Batch.Kind;

/** Reads one JSON object per line. A line that cannot be read is a refused record; the others are not affected. */
final class NdjsonRecordReader implements RecordReader {

    private final String operation;
    private final PayloadReader reader;
    private final InputStream in;
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private final byte[] block = new byte[1 << 16];
    private int at;
    private int filled;
    private boolean ink;
    private boolean tooLong;
    private boolean ended;
    private long line;

    NdjsonRecordReader(DroppedFile file, FileSurvey survey, String operation, PayloadReader reader) throws IOException {
        this.operation = operation;
        this.reader = reader;
        InputStream bytes = file.newInputStream(survey.start());
        this.in = survey.isUtf16() ? Charsets.toUtf8(bytes, survey.charset()) : bytes;
    }

    @Override
    public Batch.Format format() {
        return new Batch.Format(Kind.NDJSON, ',', List.of());
    }

    @Override
    public boolean next() throws IOException {
        while (!ended) {
            if (readLine()) {
                return true;
            }
        }
        return false;
    }

    /** Reads one line and returns whether it contains anything; keeps no more of it than the limit. */
    private boolean readLine() throws IOException {
        text.reset();
        tooLong = false;
        ink = false;
        line++;
        while (at < filled || fill()) {
            int from = at;
            while (at < filled && block[at] != '\n') {
                ink |= block[at] != ' ' && block[at] != '\t' && block[at] != '\r';
                at++;
            }
            keep(from);
            if (at < filled) {
                at++;
                return ink;
            }
        }
        ended = true;
        return ink;
    }

    private void keep(int from) {
        // One more than the limit, for the carriage return that belongs to the end of the line.
        int room = reader.maxBytes(operation) + 1 - text.size();
        text.write(block, from, Math.min(at - from, room));
        tooLong |= at - from > room;
    }

    private boolean fill() throws IOException {
        at = 0;
        filled = in.readNBytes(block, 0, block.length);
        return filled > 0;
    }

    @Override
    public ParsedRecord current() {
        PayloadReader.ReadPayload read = tooLong
                ? new PayloadReader.ReadPayload(null, List.of(reader.tooLargeFinding(operation)))
                : reader.read(operation, line(), line);
        return new ParsedRecord(read.payload(), null, read.findings());
    }

    private byte[] line() {
        byte[] bytes = text.toByteArray();
        boolean carriage = bytes.length > 0 && bytes[bytes.length - 1] == '\r';
        return carriage ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
