package org.hospitalhub.delivery;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.hospitalhub.ledger.Batch;
import org.hospitalhub.ledger.Batches.Line;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.rules.Languages;
import org.jspecify.annotations.Nullable;

/**
 * Writes every row of the file, followed by the state and result of its order. The file's own cells stay unchanged, whatever they
 * begin with, because the hospital's programs compare them. A text of the service that a spreadsheet would run as a formula gets
 * an apostrophe in front (OWASP, CSV Injection), also behind a comma or semicolon inside, where a spreadsheet with another
 * separator begins a cell; unless {@code hub.delivery.guard-formulas} says no. A row with fewer cells than
 * the header is padded, so that the added cells stand below their names; the header of the batch has a place for every cell of
 * the longest row.
 */
final class CsvResultWriter implements ResultWriter {

    private static final String FORMULA = "=+-@＝＋－＠";
    /** Characters that a spreadsheet may not show before a formula: white space of every kind, marks without width. */
    private static final Pattern INVISIBLE = Pattern.compile("^[\\s\\p{Z}\\p{Cf}]+");
    /** Places where a spreadsheet that expects another separator begins a cell or a row, before a formula. */
    private static final Pattern INSIDE =
            Pattern.compile("(?<=(?s:.)[;,\t])(?=[ \u00a0\"]{0,9}[=+@＝＋－＠-])|(?<=[\r\n])(?=[ \u00a0\"]{0,9}[=@＝＠])");

    private static final String CONTROL = "\t\r\n";

    private static final TypeReference<List<String>> CELLS = new TypeReference<>() {};

    private final CSVPrinter printer;
    private final ObjectMapper mapper;
    private final Languages languages;
    private final int width;
    private final boolean guarded;
    private final List<String> fields;
    private final CsvColumnNames columns;

    CsvResultWriter(
            Writer text,
            Batch.Format format,
            List<String> fields,
            ObjectMapper mapper,
            Languages languages,
            boolean guarded)
            throws IOException {
        this.printer = CSVFormat.RFC4180
                .builder()
                .setDelimiter(format.separator())
                .get()
                .print(text);
        this.mapper = mapper;
        this.languages = languages;
        this.guarded = guarded;
        this.width = format.header().size();
        this.fields = List.copyOf(fields);
        this.columns = new CsvColumnNames(format.header());
        List<String> header = new ArrayList<>(format.header());
        header.add("hub.order");
        header.add("hub.state");
        fields.forEach(field -> header.add("hub.result." + field));
        header.add("hub.findings");
        printer.printRecord(header);
    }

    @Override
    public void write(Line line) throws IOException {
        byte[] source = line.source();
        List<String> row = source == null ? new ArrayList<>() : new ArrayList<>(mapper.readValue(source, CELLS));
        while (row.size() < width) {
            row.add("");
        }
        Order order = line.order();
        row.add(order.id());
        row.add(order.state().word());
        for (String field : fields) {
            row.add(cell(line.result(), field));
        }
        row.add(guard(findings(order)));
        printer.printRecord(row);
    }

    @Override
    public void end() throws IOException {
        printer.flush();
    }

    private String cell(@Nullable ObjectNode result, String field) {
        JsonNode value = result == null ? null : result.get(field);
        if (value == null || value.isNull()) {
            return "";
        }
        if (value.isTextual()) {
            return guard(value.textValue());
        }
        // A negative number also begins with a minus sign; numbers are never formulas.
        return value.isValueNode() ? value.asText() : value.toString();
    }

    /** Returns the text with an apostrophe in front if a spreadsheet would read it as a formula; some do so even behind white space. */
    private String guard(String text) {
        String ink = INVISIBLE.matcher(text).replaceFirst("");
        boolean formula = !ink.isEmpty() && FORMULA.indexOf(ink.charAt(0)) >= 0;
        boolean control = !text.isEmpty() && CONTROL.indexOf(text.charAt(0)) >= 0;
        if (!guarded) {
            return text;
        }
        String inside = INSIDE.matcher(text).replaceAll("'");
        return formula || control ? "'" + inside : inside;
    }

    /** Returns the order's findings, and the problem of a parked one, as text for one cell. */
    private String findings(Order order) {
        String findings = order.findings().stream()
                .map(finding -> columns.of(finding.path()) + ": " + finding.message(languages))
                .collect(Collectors.joining("; "));
        if (order.problem() == null) {
            return findings;
        }
        String problem = order.problem().code() + ": " + order.problem().sentence(languages);
        return findings.isEmpty() ? problem : findings + "; " + problem;
    }
}
