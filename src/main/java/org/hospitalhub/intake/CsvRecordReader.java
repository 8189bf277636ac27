package org.hospitalhub.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.hospitalhub.ledger.Batch;
import org.hospitalhub.ledger.Batch.Kind;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.TextCleaning;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/** Reads the rows of a CSV file (RFC 4180) below a header of dotted names; empty rows are skipped. */
final class CsvRecordReader implements RecordReader {

    private final CsvText text;
    private final JsonMapper mapper;
    private final int maxColumns;
    private final CyrillicEncodingDetector cyrillic;
    private final CSVParser parser;
    private final RowLengthLimiter guard;
    private final Iterator<CSVRecord> rows;
    private final CsvColumns columns;
    private long line = 1;
    private int widest;
    private @Nullable CSVRecord row;

    CsvRecordReader(
            CsvText text, Operation operation, JsonMapper mapper, int maxColumns, CyrillicEncodingDetector cyrillic)
            throws IOException {
        this.text = text;
        this.mapper = mapper;
        this.maxColumns = maxColumns;
        this.cyrillic = cyrillic;
        this.guard = new RowLengthLimiter(text.open(), text.maxRow());
        this.parser = CSVFormat.RFC4180
                .builder()
                .setDelimiter(text.separator())
                .setIgnoreEmptyLines(true)
                .get()
                .parse(guard);
        this.rows = parser.iterator();
        this.columns = new CsvColumns(header(), operation.check().texts());
        CsvHeaderCheck.requireFields(columns, operation);
    }

    private List<String> header() throws IOException {
        if (!advance() || row == null) {
            throw new UnreadableFileException("EMPTY_FILE", Wording.of("EMPTY_FILE.header"));
        }
        if (row.size() > maxColumns) {
            throw new UnreadableFileException("CSV_HEADER", Wording.of("CSV_HEADER.columns", maxColumns));
        }
        return row.toList();
    }

    /** Returns the format, with a nameless column for each cell that a row so far has behind the header's last one. */
    @Override
    public Batch.Format format() {
        List<String> names = new ArrayList<>(columns.names());
        while (names.size() < Math.min(widest, maxColumns)) {
            names.add("");
        }
        return new Batch.Format(Kind.CSV, text.separator(), names);
    }

    @Override
    public boolean next() throws IOException {
        return advance();
    }

    /** Advances to the next row that is not empty: Excel keeps rows that were emptied as a line of separators. */
    private boolean advance() throws IOException {
        do {
            guard.nextRow();
            line = parser.getCurrentLineNumber() + 1;
            try {
                row = rows.hasNext() ? rows.next() : null;
            } catch (UncheckedIOException e) {
                IOException cause = e.getCause();
                throw cause == null
                        ? new IOException("the file cannot be read")
                        : text.broken(cause, parser.getCurrentLineNumber());
            }
        } while (row != null && row.stream().allMatch(TextCleaning::isBlank));
        widest = row == null ? widest : Math.max(widest, row.size());
        return row != null;
    }

    @Override
    public ParsedRecord current() throws IOException {
        if (row == null) {
            throw new IllegalStateException("no row was stepped to");
        }
        List<String> cells = row.toList();
        return new ParsedRecord(columns.payload(cells), source(cells), flaws(cells));
    }

    private byte[] source(List<String> cells) throws JsonProcessingException {
        return mapper.writeValueAsBytes(cells);
    }

    private List<Finding> flaws(List<String> cells) {
        List<Finding> flaws = new ArrayList<>();
        if (!columns.fits(cells.size())) {
            flaws.add(Finding.error("CSV_CELLS", "$", cellsDiffer(cells)));
        } else if (columns.containsWholeRows(cells, text.separator())) {
            flaws.add(Finding.error(
                    "CSV_SWALLOWED", "$", Wording.of("CSV_SWALLOWED", line, parser.getCurrentLineNumber())));
        }
        for (int i = 0; i < cells.size(); i++) {
            if (NulCharacters.find(cells.get(i))) {
                flaws.add(NulCharacters.finding(columns.jsonPath(i)));
            }
        }
        if (text.charset().equals(CyrillicEncodingDetector.WINDOWS_1251) && isAnotherEncoding(cells)) {
            flaws.add(Finding.error("CHARSET", "$", Wording.of("CHARSET.row", line)));
        }
        return flaws;
    }

    private Wording cellsDiffer(List<String> cells) {
        int header = columns.names().size();
        long last = parser.getCurrentLineNumber();
        return last > line && cells.stream().anyMatch(cell -> cell.indexOf('\n') >= 0 || cell.indexOf('\r') >= 0)
                ? Wording.of("CSV_CELLS.quote", line, cells.size(), header, last)
                : Wording.of("CSV_CELLS", line, cells.size(), header);
    }

    /** Returns whether a row is in another encoding than the file, because exports of several programs were joined. */
    private boolean isAnotherEncoding(List<String> cells) {
        return cyrillic.detect(String.join(";", cells).getBytes(CyrillicEncodingDetector.WINDOWS_1251))
                .filter(guess -> guess.certain() && !guess.charset().equals(CyrillicEncodingDetector.WINDOWS_1251))
                .isPresent();
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
