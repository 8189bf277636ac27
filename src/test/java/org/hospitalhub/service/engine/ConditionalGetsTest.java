package org.hospitalhub.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.State;
import org.hospitalhub.service.engine.LabFixture.Answer;
import org.hospitalhub.service.engine.LabFixture.Asked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GETs that ask only for what has changed. */
class ConditionalGetsTest {

    private static final String LAB = """
            service: lab
            settings:
              base-url: {type: url, required: true, on-off: true}
            doors:
              api: {url: "{settings.base-url}", etag: %s}
            errors:
              - {when: any, then: park, code: LAB_UNEXPECTED}
            operations:
              lab.list:
                kind: ask
                step:
                  request: GET /list{?day}
                  answer:
                    - {when: {status: 200, is: .value}, then: done, result: {value: .value}}%s
            """;

    @TempDir
    Path folder;

    private final List<String> tags = new ArrayList<>();
    private LabFixture stage;

    @AfterEach
    void stop() {
        stage.close();
    }

    private void start(String etag, String more, Function<Asked, Answer> server) throws Exception {
        stage = new LabFixture(folder, LAB.formatted(etag, more), asked -> {
            tags.add(asked.headers().getOrDefault("if-none-match", ""));
            return server.apply(asked);
        });
    }

    private static Answer tagged(Asked asked, String tag, String body) {
        return tag.equals(asked.headers().get("if-none-match"))
                ? new Answer(304, "", Map.of("ETag", tag))
                : Answer.json(body).with("ETag", tag);
    }

    private Order ask(String day) {
        return stage.end(stage.accept("lab.list", "{\"day\":\"" + day + "\"}"));
    }

    @Test
    void anAnswerThatHasNotChangedIsThatOfAnOrderBefore() throws Exception {
        start("true", "", asked -> tagged(asked, "\"v1\"", "{\"value\":7}"));
        ask("2026-06-15");
        Order second = ask("2026-06-15");
        assertThat(stage.result(second)).isEqualTo(LabFixture.json("{\"value\":7}"));
        assertThat(tags).containsExactly("", "\"v1\"");
    }

    @Test
    void aChangedAnswerTakesThePlaceOfTheOneBefore() throws Exception {
        String[] tag = {"W/\"1\""};
        start("true", "", asked -> tagged(asked, tag[0], "{\"value\":\"" + tag[0].replace("\"", "") + "\"}"));
        ask("2026-06-15");
        tag[0] = "W/\"2\"";
        ask("2026-06-15");
        Order third = ask("2026-06-15");
        assertThat(stage.result(third)).isEqualTo(LabFixture.json("{\"value\":\"W/2\"}"));
        assertThat(tags).containsExactly("", "W/\"1\"", "W/\"2\"");
    }

    @Test
    void anotherAddressHasItsOwnAnswer() throws Exception {
        start("true", "", asked -> tagged(asked, "\"v1\"", "{\"value\":7}"));
        ask("2026-06-15");
        ask("2026-06-16");
        assertThat(tags).containsExactly("", "");
    }

    @Test
    void theAnswerIsThereAfterARestart() throws Exception {
        start("true", "", asked -> tagged(asked, "\"v1\"", "{\"value\":7}"));
        ask("2026-06-15");
        stage.restart();
        assertThat(ask("2026-06-15").state()).isEqualTo(State.COMPLETED);
        assertThat(tags).containsExactly("", "\"v1\"");
    }

    @Test
    void noTagIsSentUnlessTheDoorWantsIt() throws Exception {
        start("false", "", asked -> tagged(asked, "\"v1\"", "{\"value\":7}"));
        ask("2026-06-15");
        ask("2026-06-15");
        assertThat(tags).containsExactly("", "");
    }

    @Test
    void aTableThatNamesTheStatusGetsIt() throws Exception {
        start(
                "true",
                "\n        - {when: {status: 304}, then: done, result: {value: '\"unchanged\"'}}",
                asked -> tagged(asked, "\"v1\"", "{\"value\":7}"));
        ask("2026-06-15");
        assertThat(stage.result(ask("2026-06-15"))).isEqualTo(LabFixture.json("{\"value\":\"unchanged\"}"));
    }

    @Test
    void anAnswerThatNobodyAskedAboutMeansNothing() throws Exception {
        start("true", "", asked -> new Answer(304, "", Map.of("ETag", "\"v1\"")));
        assertThat(ask("2026-06-15").state()).isEqualTo(State.PARKED);
    }

    @Test
    void keptAnswersAreSealedAndGoWithThePayloads() throws Exception {
        start("true", "", asked -> tagged(asked, "\"v1\"", "{\"value\":\"Zhukovskaya-Planted\"}"));
        ask("2026-06-15");
        stage.ledger()
                .retention()
                .prune(stage.instant().plusSeconds(60), stage.instant().minus(Duration.ofDays(30)));
        ask("2026-06-15");
        assertThat(tags).containsExactly("", "");
        assertThat(Files.readString(folder.resolve("ledger.db"), StandardCharsets.ISO_8859_1))
                .doesNotContain("Zhukovskaya");
    }
}
