package org.hospitalhub.ehealth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.rules.Finding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** The rules that need the whole registry, which only a snapshot file has; and documents beside the order. */
class EhealthSnapshotTest {

    @TempDir
    static Path folder;

    private static EhealthFixture fixture;
    private static ObjectNode registry;
    private static ContractCheck check;

    @BeforeAll
    static void open() throws Exception {
        fixture = new EhealthFixture(folder);
        registry = (ObjectNode) fixture.control("GET", "registry", "");
        request(21, "CAPITATION", "PMD_1", "SIGNED", 1);
        request(22, "CAPITATION", "PMD_1", "NEW", 1);
        request(23, "CAPITATION", "PMD_1", "TERMINATED", 1);
        request(24, "REIMBURSEMENT", "ND_1", "TERMINATED", 2);
        request(25, "REIMBURSEMENT", "PMD_1", "TERMINATED", 2);
        request(26, "CAPITATION", "PMD_2", "TERMINATED", 1);
        ObjectNode contract = (ObjectNode) registry.path("contracts").get(0).deepCopy();
        contract.put("id", EhealthFixture.id(0xf1, 5)).put("contract_number", "0000-5AEH-KMPT");
        registry.withArrayProperty("contracts")
                .add(contract.put("contractor_legal_entity_id", EhealthFixture.id(0xe1, 2)));
        registry.withArrayProperty("contracts").insert(0, chainBeginning());
        Path snapshot = Files.writeString(folder.resolve("registry.json"), registry.toString());
        check = fixture.checkWith(snapshot);
    }

    /** The contract before the one of primary-care, under the same number. */
    private static ObjectNode chainBeginning() {
        for (JsonNode row : registry.path("contracts")) {
            if (row.path("contract_number").asText().equals("0000-1AEH-KMPT")) {
                return row.<ObjectNode>deepCopy()
                        .put("id", EhealthFixture.id(0xf1, 6))
                        .put("status", "TERMINATED");
            }
        }
        throw new IllegalStateException("the shipped registry lacks 0000-1AEH-KMPT");
    }

    private static void request(int n, String type, String form, String status, int entity) {
        ObjectNode request =
                (ObjectNode) registry.path("contract_requests").get(0).deepCopy();
        request.put("id", EhealthFixture.id(0xf2, n)).put("contract_type", type).put("id_form", form);
        request.put("status", status).put("contractor_legal_entity_id", EhealthFixture.id(0xe1, entity));
        registry.withArrayProperty("contract_requests").add(request);
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    private static List<Finding> findings(String kind, ObjectNode payload, Operation.Attachments beside) {
        return check.check(ContractType.valueOf(kind.toUpperCase(Locale.ROOT)), payload, beside)
                .findings();
    }

    @ParameterizedTest(name = "{0}: {1} {2} {3}")
    @CsvFileSource(resources = "/ehealth-snapshot.csv", delimiter = '|', numLinesToSkip = 1)
    void theHubSaysItBeforeSending(String name, String kind, String changes, String rule, String path)
            throws Exception {
        List<Finding> findings = findings(kind, Changes.order(fixture, kind, changes), Operation.Attachments.NONE);
        if (rule == null) {
            assertThat(findings).isEmpty();
        } else {
            assertThat(findings)
                    .extracting(Finding::code, Finding::path)
                    .contains(org.assertj.core.groups.Tuple.tuple("EHEALTH_" + rule, path));
        }
    }

    @ParameterizedTest(name = "{0}: {1} {2} {3}")
    @CsvFileSource(resources = "/ehealth-snapshot.csv", delimiter = '|', numLinesToSkip = 1)
    void theServiceSaysTheSame(String name, String kind, String changes, String rule, String path, String service)
            throws Exception {
        Assumptions.assumeFalse("hub only".equals(service), "the service answers with a status of its own");
        ObjectNode payload = Changes.order(fixture, kind, changes);
        fixture.control("POST", "registry", registry.toString());
        List<String> answer = Unchecked.send(fixture, EhealthOperation.valueOf(kind.toUpperCase(Locale.ROOT)), payload);
        if (rule == null) {
            assertThat(answer).isEmpty();
        } else {
            assertThat(answer).isNotEmpty();
            assertThat(findings(kind, payload, Operation.Attachments.NONE))
                    .extracting(Finding::message)
                    .containsAll(answer);
        }
    }

    private static List<String> withStatute(byte[] statute) throws Exception {
        ObjectNode payload = Changes.order(fixture, "capitation", "$.documents.statute={'path':'statute.pdf'}");
        return findings(
                        "capitation",
                        payload,
                        name -> name.equals("statute.pdf") ? Optional.of(statute) : Optional.empty())
                .stream()
                .map(Finding::code)
                .toList();
    }

    @Test
    void aDocumentBesideTheOrderIsTaken() throws Exception {
        assertThat(withStatute("%PDF-1.7 statute".getBytes(StandardCharsets.US_ASCII)))
                .isEmpty();
    }

    @Test
    void aPdfMayBeginAfterAFewOtherBytes() throws Exception {
        assertThat(withStatute("\uFEFF\r\n%PDF-1.7 statute".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @Test
    void anEmptyDocumentBesideTheOrderIsRefused() throws Exception {
        assertThat(withStatute(new byte[0])).containsExactly("DOCUMENT_EMPTY");
    }

    @Test
    void aDocumentBesideTheOrderThatIsNoPdfIsRefused() throws Exception {
        assertThat(withStatute("PK".getBytes(StandardCharsets.US_ASCII))).containsExactly("DOCUMENT_NOT_PDF");
    }

    @Test
    void aDocumentOf60MegabytesIsRefused() throws Exception {
        assertThat(withStatute(new byte[60_000_000])).containsExactly("DOCUMENT_TOO_LARGE");
    }

    @Test
    void aSnapshotThatCannotBeReadLeavesItsRulesToTheService() throws Exception {
        Path broken = Files.writeString(folder.resolve("broken.json"), "{");
        ObjectNode payload = Changes.order(fixture, "capitation", "contractor_divisions=['d1:6']");
        assertThat(fixture.checkWith(broken)
                        .check(ContractType.CAPITATION, payload, Operation.Attachments.NONE)
                        .findings())
                .isEmpty();
    }
}
