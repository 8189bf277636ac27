package org.hospitalhub.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.Batch.Kind;
import org.hospitalhub.ledger.NewOrder;
import org.hospitalhub.ledger.Priority;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileIntakeTest {

    private static final String ONE = "{\"patient\":{\"familyName\":\"A\"}}";

    private final Path drop;
    private final IntakeFixture fixture;

    FileIntakeTest(@TempDir Path drop) {
        this.drop = drop;
        this.fixture = new IntakeFixture(drop, "chunk-records=10");
    }

    @Test
    void droppedFilesMayBelongToAUser() {
        IntakeFixture his = new IntakeFixture(drop.resolve("his"), "owner=his");
        his.drop("a.json", "[{\"patient\":{\"familyName\":\"A\"}}]");
        his.scan();
        assertThat(his.accepted()).extracting(NewOrder::owner).containsExactly("his");
    }

    @Test
    void everyRecordHasAKeyOfOperationContentAndNumberAndAnAddressInItsBatch() {
        fixture.drop("a.json", "[" + ONE + "," + ONE + "]");
        fixture.scan();
        String batch = fixture.ledger.batch().id();
        String content = fixture.ledger.batch().content();
        assertThat(fixture.accepted())
                .extracting(NewOrder::key, NewOrder::address, NewOrder::owner, NewOrder::priority)
                .containsExactly(
                        tuple(
                                "file:test.name:" + content + ":1",
                                new Address.BatchRecord(batch, 1),
                                "file",
                                Priority.BATCH),
                        tuple(
                                "file:test.name:" + content + ":2",
                                new Address.BatchRecord(batch, 2),
                                "file",
                                Priority.BATCH));
    }

    @Test
    void aSingleObjectIsAnOrderLikeAnyOther() {
        fixture.drop("a.json", ONE);
        fixture.scan();
        assertThat(fixture.accepted()).extracting(NewOrder::priority).containsExactly(Priority.NORMAL);
        assertThat(fixture.ledger.batch().format().kind()).isEqualTo(Kind.JSON);
    }

    @Test
    void theCellsOfARowAreKeptUnchangedWhileThePayloadIsTrimmed() {
        fixture.drop("a.csv", "patient.familyName;own;patient.patronymic;$.module;hub.order\n \"\"A ; =1+1;;m;x\n");
        fixture.scan();
        assertThat(fixture.payloads()).containsExactly("{\"patient\":{\"familyName\":\"\\\"\\\"A\"},\"module\":\"m\"}");
        assertThat(new String(source(0), StandardCharsets.UTF_8))
                .isEqualTo("[\" \\\"\\\"A \",\" =1+1\",\"\",\"m\",\"x\"]");
    }

    private byte[] source(int order) {
        byte[] source = fixture.accepted().get(order).source();
        return source == null ? new byte[0] : source;
    }

    @Test
    void numbersStayAsTheyWereWritten() {
        fixture.drop("a.json", "{\"patient\":{\"familyName\":\"A\"},\"n\":1.10,\"m\":12345678901234567890}");
        fixture.scan();
        assertThat(fixture.payloads())
                .containsExactly("{\"patient\":{\"familyName\":\"A\"},\"n\":1.10,\"m\":12345678901234567890}");
    }

    @Test
    void halfABatchMayBeGood() {
        fixture.drop("a.csv", "patient.familyName;own\nA;1\n;2\nB;3\n");
        fixture.scan();
        assertThat(fixture.codes()).containsExactly(List.of(), List.of("REQUIRED"), List.of());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5})
    void aCrashInTheMiddleContinuesAtTheRightRecord(int chunks) {
        fixture.drop("a.csv", rows(57));
        fixture.ledger.failAfter(chunks);
        fixture.scan();
        assertThat(fixture.accepted()).hasSize(chunks * 10);

        fixture.ledger.failAfter(Integer.MAX_VALUE);
        FileIntake afterCrash = fixture.files(fixture.ledger, fixture.ledger);
        afterCrash.process(fixture.in("a.csv"), () -> false);
        assertThat(fixture.payloads())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 57)
                        .mapToObj(i -> "{\"patient\":{\"familyName\":\"N" + i + "\"}}")
                        .toList());
        assertThat(fixture.ledger.batch().complete()).isTrue();
        assertThat(fixture.names("done")).containsExactly("a.csv");
    }

    @Test
    void aStoppingHubLeavesTheRestForTheNextStart() {
        fixture.drop("a.csv", rows(57));
        AtomicBoolean stopping = new AtomicBoolean(true);
        fixture.files.process(fixture.in("a.csv"), stopping::get);
        assertThat(fixture.accepted()).hasSize(10);
        assertThat(fixture.names("in")).containsExactly("a.csv");
        fixture.files.process(fixture.in("a.csv"), () -> false);
        assertThat(fixture.accepted()).hasSize(57);
    }

    private static String rows(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> "N" + i + "\n")
                .collect(Collectors.joining("", "patient.familyName\n", ""));
    }

    @Test
    void theSameContentDroppedAgainIsAnsweredAgainAndAcceptedOnce() {
        fixture.drop("a.json", ONE);
        fixture.scan();
        fixture.drop("b.json", ONE);
        fixture.scan();
        assertThat(fixture.accepted()).hasSize(1);
        assertThat(fixture.ledger.wanted()).containsExactly("a.json", "b.json");
        assertThat(fixture.names("done")).containsExactly("a.json", "b.json");
    }

    @Test
    void theSameFileForAnotherOperationIsAnotherSetOfOrders() throws IOException {
        fixture.drop("both.json", "[" + ONE + "," + ONE + "]");
        Path other = Files.writeString(
                drop.resolve("in").resolve(IntakeFixture.OFF).resolve("both.json"), "[" + ONE + "," + ONE + "]");
        fixture.scan();
        assertThat(other).doesNotExist();
        assertThat(fixture.accepted())
                .extracting(NewOrder::operation)
                .containsExactly(
                        IntakeFixture.OPERATION, IntakeFixture.OPERATION, IntakeFixture.OFF, IntakeFixture.OFF);
    }

    @Test
    void aBatchThatAnEarlierVersionEmptiedIsReadAgain() {
        fixture.drop("a.csv", rows(3));
        fixture.ledger.failAfter(0);
        fixture.scan();
        fixture.ledger.failAfter(Integer.MAX_VALUE);
        String batch = fixture.ledger.batch().id();
        fixture.ledger.acceptAll(batch, 3, List.of());
        fixture.ledger.markComplete(batch);

        fixture.files(fixture.ledger, fixture.ledger).process(fixture.in("a.csv"), () -> false);
        assertThat(fixture.accepted()).hasSize(3);
    }

    @Test
    void aFileThatWasDoneBeforeIsNeverOverwritten() {
        fixture.drop("a.json", ONE);
        fixture.scan();
        fixture.drop("a.json", "[" + ONE + "]");
        fixture.scan();
        assertThat(fixture.names("done")).hasSize(2).contains("a.json");
    }

    @Test
    void aFileChangedWhileItIsReadIsLeftForTheNextLook() {
        Path file = fixture.drop("a.csv", rows(57));
        fixture.files.process(file, () -> {
            fixture.drop("a.csv", rows(60));
            return false;
        });
        assertThat(fixture.names("in")).containsExactly("a.csv");
        assertThat(fixture.ledger.batch().complete()).isFalse();
    }

    @Test
    void attachmentsAreReadByPlainNameAndLeaveWithTheOrder() throws IOException {
        Path folder = drop.resolve("in").resolve(IntakeFixture.DOCUMENTS);
        Files.writeString(folder.resolve("statute.pdf"), "pdf");
        Files.writeString(folder.resolve("other.pdf"), "pdf");
        Files.writeString(drop.resolve("secret"), "x");
        Files.createSymbolicLink(folder.resolve("link.pdf"), drop.resolve("secret"));
        Files.writeString(folder.resolve("a.ndjson"), """
                {"path":"statute.pdf"}
                {"path":"../../secret"}
                {"path":"link.pdf"}
                {"path":"none.pdf"}
                {"path":".."}
                """);
        fixture.files.process(folder.resolve("a.ndjson"), () -> false);
        assertThat(fixture.codes())
                .containsExactly(
                        List.of(), List.of("NO_FILE"), List.of("NO_FILE"), List.of("NO_FILE"), List.of("NO_FILE"));
        assertThat(IntakeFixture.list(folder)).extracting(FileNames::nameOf).containsExactly("link.pdf", "other.pdf");
        assertThat(IntakeFixture.list(drop.resolve("done").resolve(IntakeFixture.DOCUMENTS)))
                .extracting(FileNames::nameOf)
                .containsExactly("a.ndjson", "statute.pdf");
    }
}
