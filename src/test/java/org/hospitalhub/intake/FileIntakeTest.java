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
    private final House house;

    FileIntakeTest(@TempDir Path drop) {
        this.drop = drop;
        this.house = new House(drop, "chunk-records=10");
    }

    @Test
    void droppedFilesMayBelongToAUser() {
        House his = new House(drop.resolve("his"), "owner=his");
        his.drop("a.json", "[{\"patient\":{\"familyName\":\"A\"}}]");
        his.scan();
        assertThat(his.accepted()).extracting(NewOrder::owner).containsExactly("his");
    }

    @Test
    void everyRecordHasAKeyOfOperationContentAndNumberAndAnAddressInItsBatch() {
        house.drop("a.json", "[" + ONE + "," + ONE + "]");
        house.scan();
        String batch = house.ledger.batch().id();
        String content = house.ledger.batch().content();
        assertThat(house.accepted())
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
        house.drop("a.json", ONE);
        house.scan();
        assertThat(house.accepted()).extracting(NewOrder::priority).containsExactly(Priority.NORMAL);
        assertThat(house.ledger.batch().format().kind()).isEqualTo(Kind.JSON);
    }

    @Test
    void theCellsOfARowAreKeptUnchangedWhileThePayloadIsTrimmed() {
        house.drop("a.csv", "patient.familyName;own;patient.patronymic;$.module;hub.order\n \"\"A ; =1+1;;m;x\n");
        house.scan();
        assertThat(house.payloads()).containsExactly("{\"patient\":{\"familyName\":\"\\\"\\\"A\"},\"module\":\"m\"}");
        assertThat(new String(source(0), StandardCharsets.UTF_8))
                .isEqualTo("[\" \\\"\\\"A \",\" =1+1\",\"\",\"m\",\"x\"]");
    }

    private byte[] source(int order) {
        byte[] source = house.accepted().get(order).source();
        return source == null ? new byte[0] : source;
    }

    @Test
    void numbersStayAsTheyWereWritten() {
        house.drop("a.json", "{\"patient\":{\"familyName\":\"A\"},\"n\":1.10,\"m\":12345678901234567890}");
        house.scan();
        assertThat(house.payloads())
                .containsExactly("{\"patient\":{\"familyName\":\"A\"},\"n\":1.10,\"m\":12345678901234567890}");
    }

    @Test
    void halfABatchMayBeGood() {
        house.drop("a.csv", "patient.familyName;own\nA;1\n;2\nB;3\n");
        house.scan();
        assertThat(house.codes()).containsExactly(List.of(), List.of("REQUIRED"), List.of());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5})
    void aCrashInTheMiddleContinuesAtTheRightRecord(int chunks) {
        house.drop("a.csv", rows(57));
        house.ledger.failAfter(chunks);
        house.scan();
        assertThat(house.accepted()).hasSize(chunks * 10);

        house.ledger.failAfter(Integer.MAX_VALUE);
        FileIntake afterCrash = house.files(house.ledger, house.ledger);
        afterCrash.take(house.in("a.csv"), () -> false);
        assertThat(house.payloads())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 57)
                        .mapToObj(i -> "{\"patient\":{\"familyName\":\"N" + i + "\"}}")
                        .toList());
        assertThat(house.ledger.batch().complete()).isTrue();
        assertThat(house.names("done")).containsExactly("a.csv");
    }

    @Test
    void aStoppingHubLeavesTheRestForTheNextStart() {
        house.drop("a.csv", rows(57));
        AtomicBoolean stopping = new AtomicBoolean(true);
        house.files.take(house.in("a.csv"), stopping::get);
        assertThat(house.accepted()).hasSize(10);
        assertThat(house.names("in")).containsExactly("a.csv");
        house.files.take(house.in("a.csv"), () -> false);
        assertThat(house.accepted()).hasSize(57);
    }

    private static String rows(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> "N" + i + "\n")
                .collect(Collectors.joining("", "patient.familyName\n", ""));
    }

    @Test
    void theSameContentDroppedAgainIsAnsweredAgainAndAcceptedOnce() {
        house.drop("a.json", ONE);
        house.scan();
        house.drop("b.json", ONE);
        house.scan();
        assertThat(house.accepted()).hasSize(1);
        assertThat(house.ledger.wanted()).containsExactly("a.json", "b.json");
        assertThat(house.names("done")).containsExactly("a.json", "b.json");
    }

    @Test
    void theSameFileForAnotherOperationIsAnotherSetOfOrders() throws IOException {
        house.drop("both.json", "[" + ONE + "," + ONE + "]");
        Path other = Files.writeString(
                drop.resolve("in").resolve(House.OFF).resolve("both.json"), "[" + ONE + "," + ONE + "]");
        house.scan();
        assertThat(other).doesNotExist();
        assertThat(house.accepted())
                .extracting(NewOrder::operation)
                .containsExactly(House.OPERATION, House.OPERATION, House.OFF, House.OFF);
    }

    @Test
    void aBatchThatAnEarlierVersionEmptiedIsReadAgain() {
        house.drop("a.csv", rows(3));
        house.ledger.failAfter(0);
        house.scan();
        house.ledger.failAfter(Integer.MAX_VALUE);
        String batch = house.ledger.batch().id();
        house.ledger.acceptAll(batch, 3, List.of());
        house.ledger.markComplete(batch);

        house.files(house.ledger, house.ledger).take(house.in("a.csv"), () -> false);
        assertThat(house.accepted()).hasSize(3);
    }

    @Test
    void aFileThatWasDoneBeforeIsNeverOverwritten() {
        house.drop("a.json", ONE);
        house.scan();
        house.drop("a.json", "[" + ONE + "]");
        house.scan();
        assertThat(house.names("done")).hasSize(2).contains("a.json");
    }

    @Test
    void aFileChangedWhileItIsReadIsLeftForTheNextLook() {
        Path file = house.drop("a.csv", rows(57));
        house.files.take(file, () -> {
            house.drop("a.csv", rows(60));
            return false;
        });
        assertThat(house.names("in")).containsExactly("a.csv");
        assertThat(house.ledger.batch().complete()).isFalse();
    }

    @Test
    void attachmentsAreReadByPlainNameAndLeaveWithTheOrder() throws IOException {
        Path folder = drop.resolve("in").resolve(House.DOCUMENTS);
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
        house.files.take(folder.resolve("a.ndjson"), () -> false);
        assertThat(house.codes())
                .containsExactly(
                        List.of(), List.of("NO_FILE"), List.of("NO_FILE"), List.of("NO_FILE"), List.of("NO_FILE"));
        assertThat(House.list(folder)).extracting(FileNames::of).containsExactly("link.pdf", "other.pdf");
        assertThat(House.list(drop.resolve("done").resolve(House.DOCUMENTS)))
                .extracting(FileNames::of)
                .containsExactly("a.ndjson", "statute.pdf");
    }
}
