package org.hospitalhub.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.NewOrder;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.ledger.State;
import org.hospitalhub.rules.Finding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of an order are checked, stored with it, and sent as parts of a form, which another program's reader takes apart. */
class AttachmentsTest {

    private static final String YAML = """
            service: lab
            title: {en: Laboratory}
            settings: {base-url: {type: url, required: true, on-off: true}}
            doors: {api: {url: "{settings.base-url}"}}
            errors:
              - {when: any, then: park}
            operations:
              lab.report:
                kind: submission
                attachments:
                  report: {most: 1KB, media: application/pdf}
                  image: {required: false, most: 1KB}
                submit:
                  request: POST /reports
                  media: multipart/form-data
                  body: {number: .number, tags: .tags, about: .about, report: .report, image: .image}
                  unsure: park
                  answer: [{when: {status: 201}, then: done, result: {id: .id}}]
            """;
    private static final byte[] PDF = "%PDF-1.7\r\n--hub-\u0000\u00ff\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private final List<LabFixture.Asked> asked = new ArrayList<>();
    private LabFixture lab;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        lab = new LabFixture(folder, YAML, request -> {
            asked.add(request);
            return new LabFixture.Answer(201, "{\"id\":7}", Map.of("Content-Type", "application/json"));
        });
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    private Operation.Checked check(String payload, Operation.Attachments beside) {
        return lab.service().operations().get(0).check().check(LabFixture.json(payload), beside);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Test
    void aFileBesideTheOrderIsSentAsAPartWithItsBytes() throws Exception {
        Operation.Checked checked = check(
                "{\"number\":\"5\",\"tags\":[\"a\",\"b\"],\"about\":{\"x\":1},\"report\":{\"path\":\"звіт \\\"1\\\".pdf\"}}"
                        .replace("\\\"1\\\"", "1"),
                name -> name.equals("звіт 1.pdf") ? Optional.of(PDF) : Optional.empty());
        assertThat(checked.findings()).isEmpty();
        Order order = lab.accept("lab.report", checked.payload().toString());
        assertThat(lab.end(order).state()).isEqualTo(State.COMPLETED);
        assertThat(FormParts.of(asked.get(0)))
                .usingRecursiveComparison()
                .isEqualTo(List.of(
                        new FormParts.Part("number", null, null, "5".getBytes(StandardCharsets.UTF_8)),
                        new FormParts.Part("tags", null, null, "a".getBytes(StandardCharsets.UTF_8)),
                        new FormParts.Part("tags", null, null, "b".getBytes(StandardCharsets.UTF_8)),
                        new FormParts.Part(
                                "about", null, "application/json", "{\"x\":1}".getBytes(StandardCharsets.UTF_8)),
                        new FormParts.Part("report", "звіт 1.pdf", "application/pdf", PDF)));
    }

    @Test
    void aFileInTheOrderIsStoredInOneForm() {
        JsonNode stored = check(
                        "{\"report\":{\"base64\":\"" + base64(PDF).replaceFirst("(.{8})", "$1\\\\n") + "\"}}",
                        Operation.Attachments.NONE)
                .payload();
        assertThat(stored.path("report"))
                .isEqualTo(LabFixture.json(
                        "{\"name\":\"report\",\"media\":\"application/pdf\",\"base64\":\"" + base64(PDF) + "\"}"));
    }

    @Test
    void everyWrongFileIsAFindingOfItsField() {
        assertThat(codes("{}")).containsExactly("ATTACHMENT_MISSING $.report");
        assertThat(codes("{\"report\":\"x\"}")).containsExactly("ATTACHMENT_MISSING $.report");
        assertThat(codes("{\"report\":{\"path\":\"../x.pdf\"}}")).containsExactly("ATTACHMENT_NOT_FOUND $.report.path");
        assertThat(codes("{\"report\":{\"base64\":\"%%\"}}")).containsExactly("ATTACHMENT_NOT_BASE64 $.report.base64");
        assertThat(codes("{\"report\":{\"base64\":\"\"}}")).containsExactly("ATTACHMENT_EMPTY $.report");
        assertThat(codes("{\"report\":{\"base64\":\"" + base64(new byte[1025]) + "\"}}"))
                .containsExactly("ATTACHMENT_TOO_LARGE $.report");
        assertThat(codes("{\"report\":{\"base64\":\"" + base64(new byte[10]) + "\"}}"))
                .containsExactly("ATTACHMENT_NOT_PDF $.report");
    }

    private List<String> codes(String payload) {
        return check(payload, Operation.Attachments.NONE).findings().stream()
                .filter(Finding::refuses)
                .map(finding -> finding.code() + " " + finding.path())
                .toList();
    }

    /** Jackson reads texts of up to 20 million characters by default: what it cannot read must not be left out. */
    @Test
    void aDocumentOfMoreThanTwentyMillionCharactersIsSentWhole() {
        byte[] large = new byte[16_000_000];
        String payload =
                "{\"report\":{\"name\":\"a\",\"media\":\"application/pdf\",\"base64\":\"" + base64(large) + "\"}}";
        Order order = lab.ledger()
                .acceptance()
                .accept(new NewOrder(
                        "lab.report",
                        null,
                        Priority.NORMAL,
                        "ivan",
                        payload.getBytes(StandardCharsets.UTF_8),
                        List.of(),
                        null,
                        new Address.Ask(),
                        null))
                .order();
        assertThat(lab.end(order).state()).isEqualTo(State.COMPLETED);
        assertThat(asked.get(0).body()).hasSizeGreaterThan(large.length);
    }
}
