package org.hospitalhub.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.hospitalhub.tls.keys.Identity;
import org.hospitalhub.tls.keys.IdentityException;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutgoingTlsTest {

    private Path folder;

    private final Map<String, TestPki.Pair> issued = new ConcurrentHashMap<>();
    private TestPki pki;

    @BeforeEach
    void issue(@TempDir Path temporary) throws Exception {
        folder = temporary;
        pki = new TestPki(Instant.now());
        TestPki.pem(folder.resolve("ca.pem"), pki.authority());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void theRightCertificateIsShown(String version) throws Exception {
        try (TlsServer server = new TlsServer(pki, List.of(), version)) {
            SSLContext context = context(() -> identity(pki, "CN=authorised"));

            assertThat(ask(context, server)).isEqualTo(version + " CN=authorised");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void withoutAnIdentityTheServerSeesNobody(String version) throws Exception {
        try (TlsServer server = new TlsServer(pki, List.of(), version)) {
            assertThat(ask(context(null), server)).isEqualTo(version + " nobody");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aCertificateOfAnotherAuthorityIsShownAndRefusedByTheServer(String version) throws Exception {
        TestPki other = new TestPki(Instant.now());
        try (TlsServer server = new TlsServer(pki, List.of(), version)) {
            SSLContext context = context(() -> identity(other, "CN=stranger"));

            assertThatThrownBy(() -> ask(context, server)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void anExpiredCertificateIsRefusedByTheServer() throws Exception {
        TestPki.Pair old = pki.expired("CN=old");
        try (TlsServer server = new TlsServer(pki, List.of(), "TLSv1.3", "TLSv1.2")) {
            SSLContext context = context(() -> new Identity("ask", old.key(), List.of(old.certificate())));

            assertThatThrownBy(() -> ask(context, server)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aRevokedCertificateIsRefusedByTheServer() throws Exception {
        TestPki.Pair revoked = pki.client("CN=revoked");
        var list = pki.revocation(revoked.certificate());
        try (TlsServer server = new TlsServer(pki, List.of(list), "TLSv1.3")) {
            assertThat(ask(context(() -> identity(pki, "CN=good")), server)).endsWith("CN=good");
            SSLContext context = context(() -> new Identity("ask", revoked.key(), List.of(revoked.certificate())));
            assertThatThrownBy(() -> ask(context, server)).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aRenewedFileIsShownAtTheNextConnectionInSpiteOfResumption(String version) throws Exception {
        Path file = folder.resolve("a.p12");
        pki.pkcs12(file, pki.client("CN=before"));
        Identities identities = new Identities(new IdentitySettings(Map.of(
                "ask", new IdentitySettings.Entry(file, IdentitySettings.Type.PKCS12, TestPki.PASSWORD, null, null))));
        try (TlsServer server = new TlsServer(pki, List.of(), version)) {
            SSLContext context = context(() -> identities.named("ask"));
            assertThat(ask(context, server)).endsWith("CN=before");
            assertThat(ask(context, server)).endsWith("CN=before");

            pki.pkcs12(file, pki.client("CN=after"));

            assertThat(ask(context, server)).endsWith("CN=after");
        }
    }

    @Test
    void aServerThatNobodyTrustsIsRefused() throws Exception {
        TestPki.pem(folder.resolve("ca.pem"), new TestPki(Instant.now()).authority());
        try (TlsServer server = new TlsServer(pki, List.of(), "TLSv1.3")) {
            assertThatThrownBy(() -> ask(context(null), server)).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void changedTrustCountsAtTheNextConnection() throws Exception {
        try (TlsServer server = new TlsServer(pki, List.of(), "TLSv1.3")) {
            SSLContext context = context(null);
            assertThat(ask(context, server)).endsWith("nobody");

            TestPki.pem(folder.resolve("ca.pem"), new TestPki(Instant.now()).authority());

            assertThatThrownBy(() -> ask(context, server)).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void theProtocolsOfTheEndpointAreKept() throws Exception {
        try (TlsServer server = new TlsServer(pki, List.of(), "TLSv1.3", "TLSv1.2")) {
            SSLContext context = OutgoingTls.context(settings(List.of("TLSv1.2"), List.of()), null);

            assertThat(ask(context, server)).isEqualTo("TLSv1.2 nobody");
            assertThat(context.createSSLEngine().getEnabledProtocols()).containsExactly("TLSv1.2");
        }
    }

    @Test
    void onlyTheNamedSignatureSchemesAreUsed() throws Exception {
        try (TlsServer server = new TlsServer(pki, List.of(), "TLSv1.3")) {
            assertThat(ask(OutgoingTls.context(settings(List.of(), List.of("ecdsa_secp256r1_sha256")), null), server))
                    .endsWith("nobody");
            SSLContext rsaOnly = OutgoingTls.context(settings(List.of(), List.of("rsa_pss_rsae_sha256")), null);
            assertThatThrownBy(() -> ask(rsaOnly, server)).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void aTrustFileWithoutCertificatesIsSaidAtOnce() throws Exception {
        Files.writeString(folder.resolve("ca.pem"), "nothing");

        assertThatThrownBy(() -> context(null))
                .isInstanceOf(IdentityException.class)
                .hasMessageContaining("ca.pem");
    }

    private SSLContext context(@Nullable Supplier<Identity> identity) {
        return OutgoingTls.context(settings(List.of(), List.of()), identity);
    }

    private OutgoingTls.Settings settings(List<String> protocols, List<String> schemes) {
        return new OutgoingTls.Settings(folder.resolve("ca.pem"), protocols, schemes);
    }

    private Identity identity(TestPki from, String subject) {
        TestPki.Pair pair = issued.computeIfAbsent(subject, each -> issue(from, each));
        return new Identity("ask", pair.key(), List.of(pair.certificate()));
    }

    private static TestPki.Pair issue(TestPki pki, String subject) {
        try {
            return pki.client(subject);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static String ask(SSLContext context, TlsServer server) throws IOException {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port())) {
            socket.setSoTimeout(120_000);
            socket.startHandshake();
            String line = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            if (line == null) {
                throw new IOException("closed without an answer");
            }
            return line;
        }
    }
}
