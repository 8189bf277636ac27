package org.hospitalhub.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.State;
import org.hospitalhub.service.engine.LabFixture.Answer;
import org.hospitalhub.service.engine.LabFixture.Asked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that is read, changed with the ETag of what was read, and has its result as a file behind a link. */
class HeadersAndLinksTest {

    private static final String LAB = """
            service: lab
            settings:
              base-url: {type: url, required: true, on-off: true}
            doors:
              api: {url: "{settings.base-url}", media: application/fhir+json}
              files: {url: "{settings.base-url}/files", media: application/fhir+ndjson, links: {}}
            errors:
              - {when: any, then: park, code: LAB_UNEXPECTED}
            operations:
              lab.change:
                kind: steps
                steps:
                  read:
                    door: api
                    request: GET /people/7
                    answer: [{when: {status: 200, header.etag: "{etag}"}, then: change, remember: {etag: etag}}]
                  change:
                    door: api
                    request: PATCH /people/7
                    media: application/json-patch+json
                    headers: {If-Match: "{memory.etag}", Content-Type: 'application/json-patch+json; v="{order.id}"'}
                    body: {name: .name}
                    unsure: park
                    answer:
                      - when: {status: 200, is: '.files[0]'}
                        then: file
                        remember: {first: '.files[0]', files: .files}
                  file:
                    door: files
                    request: GET {memory.first}
                    paged: {next: '$memory.files[$page]', into: rows}
                    answer: [{when: {status: 200, is: is-array(.)}, then: done, result: {rows: .rows}}]
            """;

    @TempDir
    Path folder;

    private final List<Asked> asked = new ArrayList<>();
    private LabFixture stage;
    private Order order;

    @BeforeEach
    void play() throws Exception {
        stage = new LabFixture(folder, LAB, this::answer);
        order = stage.end(stage.accept("lab.change", "{\"name\":\"Ada\"}"));
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    private Answer answer(Asked request) {
        asked.add(request);
        Map<String, String> lines = Map.of("Content-Type", "application/fhir+ndjson");
        return switch (request.line()) {
            case "GET /api/people/7" -> Answer.json("{\"id\":7}").with("ETag", "W/\"a/2\"");
            case "PATCH /api/people/7" -> Answer.json("{\"files\":[\"/api/files/1\",\"/api/files/2\"]}");
            case "GET /api/files/1" -> new Answer(200, "{\"n\":1}\n{\"n\":2}\n", lines);
            default -> new Answer(200, "{\"n\":3}\n", lines);
        };
    }

    @Test
    void aCaptureAloneIsTheWholeHeader() {
        assertThat(asked.get(1).headers()).containsEntry("if-match", "W/\"a/2\"");
    }

    @Test
    void theContentTypeOfAStepIsSent() {
        assertThat(asked.get(1).headers().get("content-type"))
                .startsWith("application/json-patch+json; v=\"")
                .doesNotContain("{");
    }

    @Test
    void theMediaTypeOfTheDoorIsAccepted() {
        assertThat(asked.get(1).headers()).containsEntry("accept", "application/fhir+json");
    }

    @Test
    void linksThatArePathsAreReadLikePages() {
        assertThat(order.problem()).isNull();
        assertThat(order.state()).isEqualTo(State.COMPLETED);
        assertThat(stage.result(order)).isEqualTo(LabFixture.json("{\"rows\":[{\"n\":1},{\"n\":2},{\"n\":3}]}"));
    }
}
