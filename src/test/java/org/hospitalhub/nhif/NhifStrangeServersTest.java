package org.hospitalhub.nhif;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.RawServer;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.sandbox.nhif.NhifSimulator;
import org.hospitalhub.service.NationalService;
import org.hospitalhub.service.engine.ServiceEngine;
import org.hospitalhub.service.engine.ServiceFixture;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that speak bad HTTP over TLS, met by the shipped routes, failure policy and client of NHIF. */
class NhifStrangeServersTest {

    @TempDir
    static Path data;

    private static SSLContext tls;

    @BeforeAll
    static void keys() throws Exception {
        Path file = new NhifSimulator(data, InstantSource.system()).clientFile("server");
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(file.toFile(), "sandbox".toCharArray()), "sandbox".toCharArray());
        tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
    }

    private static NhifFixture stand(RawServer server) throws Exception {
        String url = "https://localhost:" + server.port();
        return new NhifFixture(data, List.of(), url, Map.of(), "", Duration.ofSeconds(10));
    }

    private static String body(Outcome outcome) {
        return outcome instanceof Outcome.Done done ? done.result().path("body").asText() : outcome.toString();
    }

    @Test
    void everyQueryGetsItsOwnAnswer() throws Exception {
        try (RawServer server = new RawServer(tls, (request, out) -> {
                    out.write(RawServer.answer(200, "отговор " + request.last()));
                    out.write(RawServer.answer(200, "stranger"));
                });
                NhifFixture stand = stand(server)) {
            for (int i = 0; i < 4; i++) {
                assertThat(body(stand.query("authorised", "PBR001", "p" + i))).isEqualTo("отговор p" + i);
            }
            assertThat(server.connections()).isEqualTo(4);
        }
    }

    @Test
    void aLengthInCharactersCutsNoReport() throws Exception {
        try (RawServer server = new RawServer(tls, (request, out) -> out.write(RawServer.answer(200, "справка", 7)));
                NhifFixture stand = stand(server)) {
            assertThat(body(stand.query("authorised", "PBR001", "p"))).isEqualTo("справка");
        }
    }

    @Test
    void aReportThatIsLongerThanItSaysIsAskedForAgainAndNotCut() throws Exception {
        try (RawServer server = new RawServer(tls, (request, out) -> out.write(RawServer.answer(200, "report", 3)));
                NhifFixture stand = stand(server)) {
            assertThat(stand.query("authorised", "PBR001", "p"))
                    .isInstanceOfSatisfying(Outcome.Failed.class, failed -> assertThat(failed.remedy())
                            .isEqualTo(Outcome.Remedy.RETRY));
            assertThat(stand.submit("authorised", "PBR001", "{\"a\":1}")).isInstanceOf(Outcome.Unsure.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"no HTTP at all\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nx"})
    void aSubmissionWithoutAnAnswerThatCanBeReadIsUnsure(String sent) throws Exception {
        try (RawServer server = new RawServer(tls, (request, out) -> {
                    out.write(sent.getBytes(StandardCharsets.UTF_8));
                    out.flush();
                    throw new IOException("closes");
                });
                NhifFixture stand = stand(server)) {
            assertThat(stand.submit("authorised", "PBR001", "{\"a\":1}")).isInstanceOf(Outcome.Unsure.class);
        }
    }

    @Test
    void aSubmissionSaysThatItLeavesAndAQueryDoesNot() throws Exception {
        try (RawServer server = new RawServer(tls, (request, out) -> out.write(RawServer.answer(200, "ok")));
                NhifFixture stand = stand(server)) {
            stand.query("authorised", "PBR001", "p");
            assertThat(stand.left).isEmpty();
            stand.submit("authorised", "PBR001", "{\"a\":1}");
            assertThat(stand.left).hasSize(1);
        }
    }

    @Test
    void aRefusalOfTwentyMegabytesCostsNoTime() {
        NationalService service = NhifFixture.service(
                NhifFixture.settings("https://localhost:1"),
                NhifFixture.catalogue(Map.of()),
                new Identities(new IdentitySettings(Map.of())));
        ServiceEngine engine = ServiceFixture.engine(
                service, (operation, orderedAt, lastAsked, asked, now) -> now, InstantSource.system());
        ClaimedStep work =
                NhifFixture.work(NhifFixture.operation(service, "nhif.query"), NhifFixture.JSON.createObjectNode());
        for (String unit : List.of("<!--", "<script>", "<?", "<", "< ", "<!doctype", "<a ", "&amp", "&#", " ")) {
            byte[] page = ("<html>" + unit.repeat(20_000_000 / unit.length())).getBytes(StandardCharsets.UTF_8);
            Answer answer = new Answer(400, Map.of("content-type", List.of("text/html")), page, true);
            long begun = System.nanoTime();
            Outcome.Refused refused = (Outcome.Refused) engine.outcome(work, answer);
            assertThat(refused.findings()).isNotEmpty().allSatisfy(finding -> assertThat(
                            finding.message().length())
                    .isLessThanOrEqualTo(20_100));
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        }
    }
}
