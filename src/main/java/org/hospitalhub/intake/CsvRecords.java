package org.hospitalhub.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.hospitalhub.ledger.Batch;
import org.hospitalhub.ledger.Batch.Kind;
import org.hospitalhub.rules.Finding;
import org.jspecify.annotations.Nullable;

/** Rows of a CSV file (RFC 4180) under a header of dotted names. */
final class CsvRecords implements Records {

    private final JsonMapper mapper;
    private final int maxColumns;
    private final int maxRow;
    private final char separator;
    private final CSVParser parser;
    private final RowGuard guard;
    private final Iterator<CSVRecord> rows;
    private final CsvColumns columns;
    private @Nullable CSVRecord row;

    CsvRecords(DroppedFile file, Survey survey, JsonMapper mapper, int maxRow, int maxColumns, Set<String> undotted)
            throws IOException {
        this.mapper = mapper;
        this.maxRow = maxRow;
        this.maxColumns = maxColumns;
        this.separator = separator(file, survey);
        this.guard = new RowGuard(text(file, survey), maxRow);
        this.parser = CSVFormat.RFC4180
                .builder()
                .setDelimiter(separator)
                .setIgnoreEmptyLines(true)
                .get()
                .parse(guard);
        this.rows = parser.iterator();
        this.columns = new CsvColumns(header(), undotted);
    }

    private static Reader text(DroppedFile file, Survey survey) {
        // A decoder of its own, because the reader's would quietly put replacement characters.
        return new InputStreamReader(
                file.stream(survey.start()), survey.charset().newDecoder());
    }

    private static char separator(DroppedFile file, Survey survey) throws IOException {
        try (Reader text = text(file, survey)) {
            return CsvSeparator.of(text);
        } catch (CharacterCodingException e) {
            throw new UnreadableFileException("CHARSET", "The text is neither UTF-8 nor windows-1251.");
        }
    }

    private List<String> header() throws IOException {
        if (!advance() || row == null) {
            throw new UnreadableFileException("EMPTY_FILE", "The file is empty; a header row is expected.");
        }
        if (row.size() > maxColumns) {
            throw new UnreadableFileException(
                    "CSV_HEADER", "The header has more than " + maxColumns + " columns (hub.intake.max-columns).");
        }
        return row.toList();
    }

    @Override
    public Batch.Format format() {
        return new Batch.Format(Kind.CSV, separator, columns.names());
    }

    @Override
    public boolean step() throws IOException {
        return advance();
    }

    private boolean advance() throws IOException {
        guard.nextRow();
        try {
            row = rows.hasNext() ? rows.next() : null;
            return row != null;
        } catch (UncheckedIOException e) {
            throw broken(e.getCause());
        }
    }

    private IOException broken(@Nullable IOException cause) {
        String where = "Line " + Math.max(1, parser.getCurrentLineNumber()) + ": ";
        if (cause instanceof RowGuard.TooLongException) {
            return new UnreadableFileException(
                    "LINE_TOO_LONG",
                    where + "a row is longer than %d characters; perhaps a quote is not closed.".formatted(maxRow));
        }
        if (cause instanceof CharacterCodingException) {
            return new UnreadableFileException("CHARSET", where + "the text is neither UTF-8 nor windows-1251.");
        }
        // Failures of the disk are not the file's fault; the library tells its own ones by this type.
        if (!(cause instanceof CSVException)) {
            return cause == null ? new IOException("the file cannot be read") : cause;
        }
        boolean unfinished = String.valueOf(cause.getMessage()).contains("EOF reached");
        return new UnreadableFileException(
                "NOT_CSV",
                where + (unfinished ? "a quote is opened and never closed." : "text follows a closing quote."),
                unfinished);
    }

    @Override
    public Found found() throws IOException {
        if (row == null) {
            throw new IllegalStateException("no row was stepped to");
        }
        List<String> cells = row.toList();
        return new Found(columns.payload(cells), source(cells), flaws(cells));
    }

    private byte[] source(List<String> cells) throws JsonProcessingException {
        return mapper.writeValueAsBytes(cells);
    }

    private List<Finding> flaws(List<String> cells) {
        List<Finding> flaws = new ArrayList<>();
        if (!columns.fit(cells.size())) {
            flaws.add(Finding.error(
                    "CSV_CELLS",
                    "$",
                    "The row has %d cells, the header %d."
                            .formatted(cells.size(), columns.names().size())));
        }
        for (int i = 0; i < cells.size(); i++) {
            if (Nul.in(cells.get(i))) {
                flaws.add(Nul.finding(columns.path(i)));
            }
        }
        return flaws;
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
