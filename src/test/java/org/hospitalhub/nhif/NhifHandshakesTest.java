package org.hospitalhub.nhif;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Outcome.Remedy;
import org.hospitalhub.sandbox.nhif.NhifSimulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Handshakes in both versions of TLS, and servers that are not there or not trusted. */
class NhifHandshakesTest {

    @TempDir
    static Path data;

    @ParameterizedTest
    @CsvSource({"TLSv1.2, query", "TLSv1.2, submission", "TLSv1.3, query"})
    void aRefusalInTheHandshakeIsDistinguishedFromAFailure(String protocol, String what) throws Exception {
        try (NhifFixture stand = new NhifFixture(data, List.of(protocol), null, Map.of())) {
            stand.control("POST", "reject", "{\"how\":\"handshake\"}");
            Outcome outcome = what.equals("query")
                    ? stand.query("authorised", "PBR001")
                    : stand.submit("authorised", "PBR001", "{\"a\":1}");
            NhifRoutesTest.assertParked(outcome, "NHIF_CERTIFICATE_NOT_ACCEPTED");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.2, query, JDK",
        "TLSv1.3, query, JDK",
        "TLSv1.2, submission, JDK",
        "TLSv1.3, submission, JDK",
        "TLSv1.2, query, SILENT",
        "TLSv1.3, query, SILENT",
        "TLSv1.2, submission, SILENT",
        "TLSv1.3, submission, SILENT"
    })
    void aServerOfAnotherMakeThatRefusesTheCertificateIsUnderstood(
            String protocol, String what, RefusingServer.Manner manner) throws Exception {
        NhifSimulator pki = new NhifSimulator(data, InstantSource.system());
        try (RefusingServer server = new RefusingServer(pki, manner);
                NhifFixture stand = new NhifFixture(data, List.of(protocol), server.url(), Map.of())) {
            Outcome outcome = what.equals("query")
                    ? stand.query("authorised", "PBR001")
                    : stand.submit("authorised", "PBR001", "{\"a\":\"" + "x".repeat(200_000) + "\"}");
            NhifRoutesTest.assertParked(outcome, "NHIF_CERTIFICATE_NOT_ACCEPTED");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.2, query, JDK",
        "TLSv1.3, submission, JDK",
        "TLSv1.2, submission, ASKING",
        "TLSv1.3, query, ASKING",
        "TLSv1.3, submission, ASKING"
    })
    void aServerThatClosesBecauseNoCertificateCameIsUnderstood(
            String protocol, String what, RefusingServer.Manner manner) throws Exception {
        NhifSimulator pki = new NhifSimulator(data, InstantSource.system());
        try (RefusingServer server = new RefusingServer(pki, manner);
                NhifFixture stand = new NhifFixture(data, List.of(protocol), server.url(), Map.of())) {
            Outcome outcome =
                    what.equals("query") ? stand.query("", "PBR001") : stand.submit("", "PBR001", "{\"a\":1}");
            NhifRoutesTest.assertParked(outcome, "NHIF_NO_CERTIFICATE");
        }
    }

    @Test
    void callsGoThroughTheProxy() throws Exception {
        try (NhifFixture own = new NhifFixture(data.resolve("behind"));
                TunnelProxy proxy = new TunnelProxy(own.sandbox.tlsPort());
                NhifFixture stand = new NhifFixture(
                        data.resolve("behind"),
                        List.of(),
                        "https://localhost:1",
                        Map.of(),
                        "127.0.0.1:" + proxy.port())) {
            assertThat(stand.query("authorised", "PBR001")).isInstanceOf(Outcome.Done.class);
            assertThat(proxy.asked()).containsExactly("CONNECT localhost:1 HTTP/1.1");
        }
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2, authorised, 200", "TLSv1.3, authorised, 200"})
    void bothVersionsCarryTheCertificate(String protocol, String identity, int status) throws Exception {
        try (NhifFixture stand = new NhifFixture(data, List.of(protocol), null, Map.of())) {
            Outcome.Done done = (Outcome.Done) stand.query(identity, "PBR001");
            assertThat(done.result().path("status").asInt()).isEqualTo(status);
            assertThat(stand.journal().get(0).path("protocol").asText()).isEqualTo(protocol);
        }
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2", "TLSv1.3"})
    void aResumedSessionStillKnowsWhetherACertificateWasSent(String protocol) throws Exception {
        Duration timeOut = Duration.ofSeconds(8);
        try (NhifFixture stand = new NhifFixture(data, List.of(protocol), null, Map.of(), "", timeOut)) {
            // Each reset closes its connection, so that the next call resumes the session on a new one.
            for (int i = 0; i < 3; i++) {
                stand.query("authorised", "reset-after");
                NhifRoutesTest.assertParked(stand.query("authorised", "restricted"), "NHIF_NOT_AUTHORISED");
            }
        }
    }

    @Test
    void anUnknownServerGetsNothing() throws Exception {
        try (NhifFixture own = new NhifFixture(data.resolve("own"));
                NhifFixture stand = new NhifFixture(
                        data.resolve("other"), List.of(), "https://localhost:" + own.sandbox.tlsPort(), Map.of())) {
            NhifRoutesTest.assertParked(stand.submit("authorised", "PBR001", "{\"a\":1}"), "NHIF_SERVER_NOT_TRUSTED");
        }
    }

    @Test
    void aSubmissionThatNeverLeftIsRetried() throws Exception {
        try (Socket taken = new Socket()) {
            // Bound, but nobody listens: it is closed, and stays so.
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            String url = "https://localhost:" + taken.getLocalPort();
            Outcome.Failed failed = submitTo(url);
            assertThat(failed.remedy()).isEqualTo(Remedy.RETRY);
            assertThat(failed.problem().code()).isEqualTo("NHIF_UNREACHABLE");
        }
    }

    private static Outcome.Failed submitTo(String url) throws Exception {
        try (NhifFixture stand = new NhifFixture(data, List.of(), url, Map.of())) {
            return (Outcome.Failed) stand.submit("authorised", "PBR001", "{\"a\":1}");
        }
    }
}
