package org.hospitalhub.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.jayway.jsonpath.JsonPath;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hospitalhub.ledger.NewOrder;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.rules.Languages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.converter.json.MappingJackson2HttpMessageConverter;
import org.springframework.mock.web.DelegatingServletInputStream;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

/** A whole file over HTTP. */
// The application reads and writes with Jackson 2 (spring.http.converters); a standalone controller must be configured
// so.
@SuppressWarnings("removal")
class BatchIntakeControllerTest {

    private static final String TWO = "patient.familyName\nA\nB\n";

    private final Path drop;
    private final IntakeFixture fixture;
    private final MockMvc http;

    BatchIntakeControllerTest(@TempDir Path drop) {
        this.drop = drop;
        this.fixture = new IntakeFixture(drop, "max-upload=200B");
        UploadIntake uploads = fixture.uploads();
        this.http = MockMvcBuilders.standaloneSetup(new BatchIntakeController(
                        fixture.settings,
                        upload -> {
                            try {
                                return uploads.accept(upload);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        },
                        Languages.ENGLISH))
                .setMessageConverters(new MappingJackson2HttpMessageConverter())
                .build();
    }

    private ResultActions send(String operation, String name, String content, String who) throws Exception {
        return http.perform(post("/api/batches/" + operation)
                .queryParam("name", name)
                .contentType("text/csv")
                .content(content)
                .principal(() -> who));
    }

    private static String id(ResultActions answer) throws Exception {
        return JsonPath.read(answer.andReturn().getResponse().getContentAsString(), "$.id");
    }

    @Test
    void everyRecordIsAcceptedForTheUserWhoSentTheFile() throws Exception {
        ResultActions answer = send(IntakeFixture.OPERATION, "two.csv", TWO, "his");
        answer.andExpect(status().isAccepted()).andExpect(header().string("Location", "/api/batches/" + id(answer)));
        assertThat(fixture.accepted()).extracting(NewOrder::owner).containsExactly("his", "his");
        assertThat(fixture.accepted()).extracting(NewOrder::priority).containsOnly(Priority.BATCH);
    }

    @Test
    void theSameFileOfTheSameUserIsTheSameBatch() throws Exception {
        String first = id(send(IntakeFixture.OPERATION, "two.csv", TWO, "his"));
        assertThat(id(send(IntakeFixture.OPERATION, "two.csv", TWO, "his"))).isEqualTo(first);
        assertThat(fixture.accepted()).hasSize(2);
    }

    @Test
    void theSameFileOfAnotherUserIsAnotherBatchSinceItsAnswersAreReadByItsOwner() throws Exception {
        String his = id(send(IntakeFixture.OPERATION, "two.csv", TWO, "his"));
        assertThat(id(send(IntakeFixture.OPERATION, "two.csv", TWO, "laboratory")))
                .isNotEqualTo(his);
    }

    @Test
    void theSameFileForAnotherOperationIsAnotherBatchWithOrdersOfItsOwn() throws Exception {
        String first = id(send(IntakeFixture.OPERATION, "two.csv", TWO, "his"));
        assertThat(id(send(IntakeFixture.OFF, "two.csv", TWO, "his"))).isNotEqualTo(first);
        assertThat(fixture.accepted())
                .extracting(NewOrder::operation)
                .containsExactly(
                        IntakeFixture.OPERATION, IntakeFixture.OPERATION, IntakeFixture.OFF, IntakeFixture.OFF);
    }

    @Test
    void theFileIsGoneOnceItsRecordsAreAccepted() throws Exception {
        send(IntakeFixture.OPERATION, "two.csv", TWO, "his");
        try (Stream<Path> left = Files.list(drop.resolve("uploads"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void uploadsLeftByAKilledHubAreRemovedAtTheNextStart() throws Exception {
        Path left = Files.writeString(drop.resolve("uploads/1.upload.csv"), TWO);
        fixture.uploads();
        assertThat(left).doesNotExist();
    }

    @Test
    void thePriorityOfAFileCanBeAskedFor() throws Exception {
        http.perform(post("/api/batches/" + IntakeFixture.OPERATION)
                        .queryParam("name", "two.csv")
                        .contentType("text/csv")
                        .header("Hub-Priority", "urgent")
                        .content(TWO))
                .andExpect(status().isAccepted());
        assertThat(fixture.accepted()).extracting(NewOrder::priority).containsOnly(Priority.URGENT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "test.name | a.csv    | ''                     | 422 | EMPTY_FILE",
                "test.name | a.csv    | patient.familyName     | 422 | NO_RECORDS",
                "test.name | a.json   | [{\"a\":1},           | 422 | NOT_JSON",
                "test.name | a.xlsx   | x                      | 422 | NAME_INVALID",
                "test.name | ../a.csv | x                      | 422 | NAME_INVALID",
                "test.name | .a.csv   | x                      | 422 | NAME_INVALID",
                "test.none | a.csv    | x                      | 404 | UNKNOWN_OPERATION"
            })
    void aFileThatCannotBeReadIsReportedAndNothingOfItAccepted(
            String operation, String name, String content, int status, String code) throws Exception {
        send(operation, name, content, "his")
                .andExpect(status().is(status))
                .andExpect(jsonPath("$.findings[0].code").value(code));
        assertThat(fixture.accepted()).isEqualTo(List.of());
    }

    @Test
    void aFileOverTheLimitIsRefusedWithTheSettingThatSaysSo() throws Exception {
        send(IntakeFixture.OPERATION, "two.csv", TWO + "C\n".repeat(100), "his")
                .andExpect(status().isContentTooLarge())
                .andExpect(jsonPath("$.findings[0].message")
                        .value(org.hamcrest.Matchers.containsString("hub.intake.max-upload")));
    }

    @Test
    void aCompressedFileIsRefusedLikeACompressedOrder() throws Exception {
        http.perform(post("/api/batches/" + IntakeFixture.OPERATION)
                        .queryParam("name", "two.csv")
                        .contentType("text/csv")
                        .header("Content-Encoding", "gzip")
                        .content(TWO))
                .andExpect(status().isUnsupportedMediaType())
                .andExpect(header().string("Accept-Encoding", "identity"))
                .andExpect(jsonPath("$.detail").value(org.hamcrest.Matchers.containsString("Content-Encoding")));
        assertThat(fixture.accepted()).isEmpty();
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void aCallerWhoHangsUpIsNoFaultOfTheHub(CapturedOutput log) throws Exception {
        InputStream gone = InputStream.nullInputStream();
        gone.close();
        http.perform(request -> {
            MockHttpServletRequest cut = new MockHttpServletRequest("POST", "/api/batches/" + IntakeFixture.OPERATION) {
                @Override
                public ServletInputStream getInputStream() {
                    return new DelegatingServletInputStream(gone);
                }
            };
            cut.setContentType("text/csv");
            cut.setParameter("name", "two.csv");
            return cut;
        });
        assertThat(log.getOut()).contains("A client disconnected").doesNotContain("ERROR");
        assertThat(fixture.accepted()).isEmpty();
    }

    @Test
    void aFormIsNoFile() throws Exception {
        http.perform(post("/api/batches/" + IntakeFixture.OPERATION)
                        .queryParam("name", "two.csv")
                        .contentType("application/x-www-form-urlencoded")
                        .content(TWO))
                .andExpect(status().isUnsupportedMediaType());
    }
}
