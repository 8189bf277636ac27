package org.hospitalhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.arbitraries.StringArbitrary;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.springframework.util.FileSystemUtils;

/** Whatever a hospital writes into its cells and fields is what the hub reads and keeps. */
class RoundTripTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Property(tries = 60)
    void everyCellOfACsvFileIsKept(
            @ForAll("rows") List<List<String>> rows,
            @ForAll("encodings") Encoding encoding,
            @ForAll("separators") Character separator)
            throws IOException {
        StringWriter text = new StringWriter();
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setDelimiter(separator)
                .setRecordSeparator("\n")
                .get();
        try (CSVPrinter printer = new CSVPrinter(text, format)) {
            printer.printRecord("patient.familyName", "own", "patient.patronymic");
            printer.printRecords(rows);
        }
        byte[] content = (encoding.mark() + text).getBytes(encoding.charset());
        List<List<String>> kept = new ArrayList<>();
        for (RecordReader.ParsedRecord found : read("a.csv", content)) {
            byte[] source = found.source();
            kept.add(List.of(JSON.readValue(source == null ? new byte[0] : source, String[].class)));
            assertThat(found.flaws()).isEmpty();
        }
        assertThat(kept)
                .isEqualTo(rows.stream()
                        .filter(row -> !row.stream().allMatch(String::isBlank))
                        .toList());
    }

    @Property(tries = 60)
    void everyObjectOfAnArrayOrOfLinesIsRead(
            @ForAll("objects") List<Map<String, String>> objects, @ForAll boolean array, @ForAll boolean pretty)
            throws IOException {
        StringBuilder lines = new StringBuilder();
        for (Map<String, String> object : objects) {
            lines.append(JSON.writeValueAsString(object)).append("\r\n");
        }
        String text = !array
                ? lines.toString()
                : pretty
                        ? JSON.writerWithDefaultPrettyPrinter().writeValueAsString(objects)
                        : JSON.writeValueAsString(objects);
        List<Object> read = new ArrayList<>();
        for (RecordReader.ParsedRecord found :
                read(array ? "a.json" : "a.ndjson", text.getBytes(StandardCharsets.UTF_8))) {
            read.add(JSON.convertValue(found.payload(), Map.class));
        }
        assertThat(read).isEqualTo(objects);
    }

    private static List<RecordReader.ParsedRecord> read(String name, byte[] content) throws IOException {
        Path drop = Files.createTempDirectory("hub");
        try {
            IntakeFixture fixture = new IntakeFixture(drop);
            RecordReaders files = new RecordReaders(fixture.settings, fixture.reader);
            var operation = fixture.operations.find(IntakeFixture.OPERATION).orElseThrow();
            List<RecordReader.ParsedRecord> found = new ArrayList<>();
            try (DroppedFile file = DroppedFile.open(fixture.drop(name, content))) {
                FileSurvey survey = files.survey(file);
                files.requireWhole(file, survey, operation);
                try (RecordReader records = files.open(file, survey, operation)) {
                    while (records.next()) {
                        found.add(records.current());
                    }
                }
            }
            return found;
        } finally {
            FileSystemUtils.deleteRecursively(drop);
        }
    }

    @Provide
    StringArbitrary text() {
        return Arbitraries.strings()
                .withCharRange(' ', '~')
                .withCharRange('А', 'я')
                .withChars('\n', '\r', '\t', '"', ';', ',')
                .ofMaxLength(12);
    }

    /** A cell that could hold the ends of two rows is refused as one that swallowed them: {@link ReadabilityTest} reads those. */
    @Provide
    Arbitrary<List<List<String>>> rows() {
        return text().filter(cell -> cell.indexOf('\n') < 0 || separators(cell) < 2)
                .list()
                .ofSize(3)
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
    }

    private static long separators(String cell) {
        return cell.chars().filter(one -> one == ';' || one == ',').count();
    }

    @Provide
    Arbitrary<List<Map<String, String>>> objects() {
        Arbitrary<String> names = text().ofMinLength(1);
        return Combinators.combine(names, text())
                .as(Map::of)
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
    }

    @Provide
    Arbitrary<Encoding> encodings() {
        return Arbitraries.of(
                new Encoding(StandardCharsets.UTF_8, ""),
                new Encoding(StandardCharsets.UTF_8, "\uFEFF"),
                new Encoding(StandardCharsets.UTF_16LE, "\uFEFF"),
                new Encoding(StandardCharsets.UTF_16BE, "\uFEFF"));
    }

    @Provide
    Arbitrary<Character> separators() {
        return Arbitraries.of(',', ';');
    }

    record Encoding(Charset charset, String mark) {}
}
