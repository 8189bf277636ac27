package org.hospitalhub.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.Batch;
import org.hospitalhub.ledger.Batch.Format;
import org.hospitalhub.ledger.Batch.Kind;
import org.hospitalhub.ledger.Batches.Answer;
import org.hospitalhub.ledger.Batches.Line;
import org.hospitalhub.ledger.LedgerInMemory;
import org.hospitalhub.ledger.NewOrder;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.ledger.SubFolders;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Languages;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResultFilesTest {

    private static final String OPERATION = "test.name";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Finding FINDING = Finding.error("REQUIRED", "$.patient.familyName", "A name is required.");

    private final LedgerInMemory ledger = new LedgerInMemory();

    private ResultFiles files(Path drop) {
        return files(drop, false);
    }

    private ResultFiles files(Path drop, boolean mark) {
        Operation operation = new Operation(
                OPERATION,
                "test",
                List.of(),
                (payload, beside) -> new Operation.Checked(payload, List.of(), null),
                List.of("status", "snils"),
                Duration.ZERO,
                null);
        return new ResultFiles(
                drop,
                new BatchResults(
                        ledger,
                        new Operations(List.of(operation)),
                        JSON,
                        Languages.ENGLISH,
                        new DeliverySettings(List.of(), true, mark)));
    }

    private Batch batch(Format format, List<@Nullable List<String>> rows) throws JsonProcessingException {
        Batch batch = ledger.open(OPERATION, "content" + rows.hashCode(), "a.csv", format);
        List<NewOrder> orders = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            List<String> cells = rows.get(i);
            orders.add(new NewOrder(
                    OPERATION,
                    batch.id() + i,
                    Priority.BATCH,
                    "file",
                    new byte[0],
                    i % 2 == 1 ? List.of(FINDING, FINDING) : List.of(),
                    null,
                    new Address.BatchRecord(batch.id(), i + 1),
                    cells == null ? null : JSON.writeValueAsBytes(cells)));
        }
        ledger.acceptAll(batch.id(), rows.size(), orders);
        return batch;
    }

    private static Format csv(String... header) {
        return new Format(Kind.CSV, ';', List.of(header));
    }

    @Test
    void everyRowIsAnsweredWithItsCellsUnchanged(@TempDir Path drop) throws IOException {
        Batch batch = batch(csv("patient.familyName", "own"), List.of(List.of(" =A", "1"), List.of("", "\"x;y\"")));
        Path file = files(drop).write(new Answer(batch, "a.csv"));
        assertThat(file).isEqualTo(drop.resolve("out/test.name/a.result.csv"));
        assertThat(rows(file, ';'))
                .containsExactly(
                        List.of(
                                "patient.familyName",
                                "own",
                                "hub.order",
                                "hub.state",
                                "hub.result.status",
                                "hub.result.snils",
                                "hub.findings"),
                        List.of(" =A", "1", "order-1", "completed", "", "n1", ""),
                        List.of(
                                "",
                                "\"x;y\"",
                                "order-2",
                                "refused",
                                "",
                                "",
                                "patient.familyName: A name is required.; patient.familyName: A name is required."));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAnswerBeginsWithAByteOrderMarkIfThatIsWanted(boolean mark, @TempDir Path drop) throws IOException {
        Batch batch = batch(csv("фамилия", "patient.familyName"), List.of(List.of("1", "Ж")));
        assertThat(files(drop, mark).write(new Answer(batch, "a.csv")))
                .content()
                .startsWith((mark ? "\uFEFF" : "") + "фамилия;patient.familyName;");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PATIENT.FamilyName", "$.patient.familyName", "patient.family\u200bName"})
    void aFindingNamesTheColumnAsTheHeaderWritesIt(String column, @TempDir Path drop) throws IOException {
        Batch batch = batch(csv("own", " " + column + " "), List.of(List.of("1", "A"), List.of("2", "")));
        assertThat(rows(files(drop).write(new Answer(batch, "a.csv")), ';').get(2))
                .endsWith(column + ": A name is required.; " + column + ": A name is required.");
    }

    @ParameterizedTest
    @CsvSource({
        "$.parameters[1],Parameters.1",
        "$['patient']['Номер полиса'],patient.номер полиса",
        "$.patient,$.patient",
        "$.hub.order,$.hub.order",
        "$,$"
    })
    void aFindingOfNoColumnKeepsItsPath(String path, String named) {
        CsvColumnNames columns = new CsvColumnNames(List.of("Parameters.1", "patient.номер полиса", "hub.order", ""));
        assertThat(columns.of(path)).isEqualTo(named);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=1+1",
                "+7 999",
                "-1",
                "@SUM(A1)",
                " =cmd|x",
                "\t=1",
                "\r1",
                "＝1",
                "\u00a0=1",
                "\ufeff=1",
                "\u200b=1"
            })
    void aTextOfTheServiceNeverBecomesAFormula(String text) throws IOException {
        assertThat(guarded(text, true)).isEqualTo("'" + text);
        assertThat(guarded(text, false)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a;=1+1|a;'=1+1",
                "a,@SUM(A1)|a,'@SUM(A1)",
                "a; -1+2|a;' -1+2",
                "a;\"=1|a;'\"=1",
                "=1;=2|'=1;'=2",
                "a, b; c|a, b; c",
            })
    void aFormulaBehindAnotherSeparatorNeverBecomesACell(String text, String written) throws IOException {
        assertThat(guarded(text, true)).isEqualTo(written);
        assertThat(guarded(text, false)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Выполнено", "11223344595", "a=b", "'=1", ""})
    void anyOtherTextOfTheServiceStays(String text) throws IOException {
        assertThat(guarded(text, true)).isEqualTo(text);
    }

    private String guarded(String text, boolean guard) throws IOException {
        ObjectNode result = JSON.createObjectNode().put("status", text).put("snils", -5);
        Batch batch = batch(csv("a.b"), List.of(List.of("=A1")));
        Line line = ledger.lines(batch.id(), 0, 1).get(0);
        StringWriter out = new StringWriter();
        CsvResultWriter lines =
                new CsvResultWriter(out, batch.format(), List.of("status", "snils"), JSON, Languages.ENGLISH, guard);
        lines.write(new Line(1, line.order(), line.source(), result));
        lines.end();
        List<String> row = CSVFormat.RFC4180
                .builder()
                .setDelimiter(';')
                .get()
                .parse(new StringReader(out.toString()))
                .getRecords()
                .get(1)
                .toList();
        assertThat(row.get(0)).isEqualTo("=A1");
        assertThat(row.get(4)).isEqualTo("-5");
        return row.get(3);
    }

    @Test
    void aShortRowIsFilledUpSoThatItsAnswerStandsUnderTheNames(@TempDir Path drop) throws IOException {
        Batch batch = batch(csv("a.b", "c"), List.of(List.of("x")));
        assertThat(rows(files(drop).write(new Answer(batch, "a.csv")), ';').get(1))
                .startsWith("x", "", "order-1");
    }

    @ParameterizedTest
    @CsvSource({"JSON,1", "JSON_ARRAY,3", "NDJSON,1203"})
    void aJsonFileIsAnsweredWithOrderJsonInInputOrder(Kind kind, int count, @TempDir Path drop) throws IOException {
        List<@Nullable List<String>> none = new ArrayList<>();
        IntStream.range(0, count).forEach(i -> none.add(null));
        Batch batch = batch(new Format(kind, ',', List.of()), none);
        String text = Files.readString(files(drop).write(new Answer(batch, "a.json")));
        List<JsonNode> orders = new ArrayList<>();
        if (kind == Kind.JSON_ARRAY) {
            JSON.readTree(text).forEach(orders::add);
        } else {
            for (String line : text.split("\n")) {
                orders.add(JSON.readTree(line));
            }
        }
        assertThat(orders)
                .extracting(order -> order.get("id").asText())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, count)
                        .mapToObj(i -> "order-" + i)
                        .toList());
        assertThat(orders.get(0).at("/result/snils").asText()).isEqualTo("n1");
    }

    @Test
    void anEmptyArrayIsAnsweredWithAnEmptyArray(@TempDir Path drop) throws IOException {
        Batch batch = batch(new Format(Kind.JSON_ARRAY, ',', List.of()), List.of());
        assertThat(JSON.readTree(files(drop).write(new Answer(batch, "a.json")).toFile()))
                .isEqualTo(JSON.createArrayNode());
    }

    @Test
    void aNewAnswerReplacesTheOldOne(@TempDir Path drop) throws IOException {
        Batch batch = batch(csv("a.b"), List.of(List.of("x")));
        Path file = files(drop).write(new Answer(batch, "a.csv"));
        Files.writeString(file, "old", StandardOpenOption.APPEND);
        files(drop).write(new Answer(batch, "a.csv"));
        assertThat(file).content().contains("order-1").doesNotContain("old");
        assertThat(drop.resolve("out/test.name")).isDirectoryContaining(path -> path.equals(file));
    }

    @Test
    void anotherFileOfTheSameNameIsAnsweredUnderANameOfItsOwn(@TempDir Path drop) throws IOException {
        Batch first = batch(csv("a.b"), List.of(List.of("x")));
        Batch second = batch(csv("a.b"), List.of(List.of("y")));
        Path answer = files(drop).write(new Answer(first, "a.csv"));
        Path other = files(drop).write(new Answer(second, "a.csv"));
        assertThat(other).isNotEqualTo(answer);
        assertThat(answer).content().contains("x;order-1");
        assertThat(other).content().contains("y;order-2");
        assertThat(files(drop).write(new Answer(second, "a.csv"))).isEqualTo(other);
        assertThat(files(drop).write(new Answer(first, "a.csv"))).isEqualTo(answer);
    }

    @Test
    void anAnswerThatWasTakenAwayLeavesItsNameToTheNextFile(@TempDir Path drop) throws IOException {
        Batch first = batch(csv("a.b"), List.of(List.of("x")));
        Path answer = files(drop).write(new Answer(first, "a.csv"));
        Files.delete(answer);
        Batch second = batch(csv("a.b"), List.of(List.of("y")));
        assertThat(files(drop).write(new Answer(second, "a.csv"))).isEqualTo(answer);
    }

    @Test
    void namesThatDifferOnlyInWhatIsReplacedOrCutOffShareNoAnswer() {
        String stem = "ж".repeat(120);
        assertThat(List.of(
                        ResultFileNames.finalName("a\nb.csv"),
                        ResultFileNames.finalName("a\tb.csv"),
                        ResultFileNames.finalName("a\\b.csv"),
                        ResultFileNames.finalName("a_b.csv"),
                        ResultFileNames.finalName("a_b.csv "),
                        ResultFileNames.finalName(stem + "а.json"),
                        ResultFileNames.finalName(stem + "б.json")))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.getBytes(StandardCharsets.UTF_8).length <= 255)
                .allMatch(name -> name.endsWith(".result.csv") || name.endsWith(".result.json"));
    }

    @Test
    void anAnswerThatCannotBeWrittenLeavesNothingBehind(@TempDir Path drop) throws IOException {
        Batch batch = batch(csv("a.b"), List.of(List.of("x")));
        Path obstacle = Files.createDirectories(drop.resolve("out/test.name/a.result.csv/full"));
        assertThatThrownBy(() -> files(drop).write(new Answer(batch, "a.csv"))).isInstanceOf(IOException.class);
        assertThat(obstacle).exists();
        try (var left = Files.list(drop.resolve("out/test.name"))) {
            assertThat(left).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"out", "out/test.name"})
    void aLinkInThePlaceOfAFolderIsNotFollowed(String folder, @TempDir Path drop, @TempDir Path elsewhere)
            throws IOException {
        Batch batch = batch(csv("a.b"), List.of(List.of("x")));
        Files.createDirectories(drop.resolve(folder).getParent());
        Files.createSymbolicLink(drop.resolve(folder), elsewhere);
        assertThatThrownBy(() -> files(drop).write(new Answer(batch, "a.csv")))
                .isInstanceOf(SubFolders.LinkedException.class)
                .hasMessageContaining(folder);
        assertThat(elsewhere).isEmptyDirectory();
        Files.delete(drop.resolve(folder));
        assertThat(files(drop).write(new Answer(batch, "a.csv"))).exists();
    }

    @ParameterizedTest
    @CsvSource({
        "a.CSV,a.result.CSV",
        "../../x.json,.._.._x.dea9ac4d.result.json",
        "a.b.csv,a.b.result.csv",
        "noending,noending.result"
    })
    void anAnswerIsNamedAfterTheStem(String file, String answer) {
        assertThat(ResultFileNames.finalName(file)).isEqualTo(answer);
    }

    @Test
    void aLongNameStaysWithinWhatFileSystemsAllow() {
        assertThat(ResultFileNames.finalName("ж".repeat(125) + ".json").getBytes(StandardCharsets.UTF_8).length)
                .isLessThanOrEqualTo(255);
    }

    @Property(tries = 50)
    void anyCellSurvives(
            @ForAll @Size(min = 1, max = 5)
                    List<
                                    @Size(min = 2, max = 2) List<
                                            @CharRange(from = ' ', to = '~') @CharRange(from = '\t', to = '\r')
                                            @CharRange(from = 'А', to = 'я') String>>
                            rows)
            throws IOException {
        Path drop = Files.createTempDirectory("hub");
        Batch batch = batch(csv("a.b", "c"), new ArrayList<>(rows));
        Path file = files(drop).write(new Answer(batch, "a.csv"));
        assertThat(rows(file, ';').stream().skip(1).map(row -> row.subList(0, 2)))
                .containsExactlyElementsOf(rows);
        Files.delete(file);
    }

    private static List<List<String>> rows(Path file, char separator) throws IOException {
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setDelimiter(separator)
                .setIgnoreEmptyLines(true)
                .get();
        try (CSVParser parser = format.parse(Files.newBufferedReader(file))) {
            return parser.stream().map(row -> row.toList()).toList();
        }
    }
}
