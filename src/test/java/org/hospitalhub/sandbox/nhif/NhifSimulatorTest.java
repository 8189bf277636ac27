package org.hospitalhub.sandbox.nhif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.hospitalhub.sandbox.Sandbox;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The stand-in seen by a client that shares nothing with the hub. */
class NhifSimulatorTest {

    @TempDir
    static Path data;

    private static NhifSimulator simulator;
    private static Sandbox sandbox;

    @BeforeAll
    static void start() {
        simulator = new NhifSimulator(data, InstantSource.system());
        sandbox = new Sandbox(List.of(simulator)).start(0, 0);
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @AfterEach
    void calm() throws Exception {
        control("POST", "reject", "{\"how\":\"none\"}");
    }

    @ParameterizedTest
    @CsvSource({"authorised, 200", "unauthorised, 403", "expired, 403", "revoked, 403", "other-ca, 403", "'', 403"})
    void theCertificateDecides(String client, int status) throws Exception {
        assertThat(get(client, "/api/pspsmi/v1.2/PBR001").statusCode()).isEqualTo(status);
    }

    @Test
    void aNomenclatureThatDidNotChangeIsNotSentAgain() throws Exception {
        HttpResponse<String> first = get("authorised", "/api/pspsmi/v1.2/PBR001");
        HttpRequest again = HttpRequest.newBuilder(uri("/api/pspsmi/v1.2/PBR001"))
                .header("If-None-Match", first.headers().firstValue("ETag").orElseThrow())
                .build();
        assertThat(client("authorised").send(again, BodyHandlers.ofString()).statusCode())
                .isEqualTo(304);
    }

    @Test
    void theSameDocumentHasTheSameNumber() throws Exception {
        HttpRequest submission = HttpRequest.newBuilder(uri("/api/pspsmi/v1.2/DOC"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"a\":1}"))
                .build();
        HttpClient client = client("authorised");
        assertThat(client.send(submission, BodyHandlers.ofString()).statusCode())
                .isEqualTo(201);
        HttpResponse<String> second = client.send(submission, BodyHandlers.ofString());
        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(second.body()).contains("SB-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aRefusalInTheHandshakeIsAnAlert(String protocol) throws Exception {
        control("POST", "reject", "{\"how\":\"handshake\"}");
        HttpClient client = HttpClient.newBuilder()
                .sslContext(context("authorised"))
                .sslParameters(new SSLParameters(null, new String[] {protocol}))
                .build();
        HttpRequest request = HttpRequest.newBuilder(uri("/api/m/v1/S")).build();
        assertThatThrownBy(() -> client.send(request, BodyHandlers.ofString()))
                .hasStackTraceContaining(SSLException.class.getPackageName())
                .hasStackTraceContaining("certificate");
    }

    @Test
    void aSecondStartKeepsTheCertificates() throws Exception {
        byte[] before = Files.readAllBytes(simulator.clientFile("authorised"));
        assertThat(new NhifSimulator(data, InstantSource.system()).clientFile("authorised"))
                .hasBinaryContent(before);
    }

    @Test
    void anUnknownWayToRejectIsABadRequest() throws Exception {
        assertThat(control("POST", "reject", "{\"how\":\"politely\"}").statusCode())
                .isEqualTo(400);
    }

    private static HttpResponse<String> control(String method, String path, String body) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(sandbox.uri() + "sandbox/nhif/" + path))
                                .method(method, HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(String client, String path) throws Exception {
        return client(client).send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private static URI uri(String path) {
        return URI.create("https://localhost:" + sandbox.tlsPort() + path);
    }

    private static HttpClient client(String name) throws Exception {
        return HttpClient.newBuilder().sslContext(context(name)).build();
    }

    private static SSLContext context(String name) throws Exception {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        try (InputStream in = Files.newInputStream(simulator.caFile())) {
            trust.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
        trusted.init(trust);
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        KeyStore own = name.isEmpty()
                ? KeyStore.getInstance("PKCS12")
                : KeyStore.getInstance(simulator.clientFile(name).toFile(), "sandbox".toCharArray());
        if (name.isEmpty()) {
            own.load(null, null);
        }
        keys.init(own, "sandbox".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }
}
