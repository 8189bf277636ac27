package org.hospitalhub.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Doors with certificates: who was shown, and what a refused handshake means. */
class DoorTlsTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final GuardedHttpClient.Limits LIMITS =
            new GuardedHttpClient.Limits(LONG, Duration.ofSeconds(2), LONG, 10_000, false, false);

    private static ScheduledExecutorService timer;
    private static KeyStore server;
    private static KeyStore known;
    private static KeyStore stranger;

    @BeforeAll
    static void keys() throws Exception {
        timer = Executors.newSingleThreadScheduledExecutor();
        server = store("server");
        known = store("known");
        stranger = store("stranger");
    }

    @AfterAll
    static void end() {
        timer.shutdownNow();
    }

    private static KeyStore store(String name) throws Exception {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(256);
        KeyPair pair = keys.generateKeyPair();
        X500Name subject = new X500Name("CN=" + name);
        Instant now = Instant.now();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                subject,
                BigInteger.ONE,
                Date.from(now.minusSeconds(3600)),
                Date.from(now.plusSeconds(86_400)),
                subject,
                pair.getPublic());
        builder.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
        X509Certificate certificate = new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("key", pair.getPrivate(), new char[0], new Certificate[] {certificate});
        return store;
    }

    private static SSLContext context(String protocol, @Nullable KeyStore own, @Nullable KeyStore trusted)
            throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, new char[0]);
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        if (trusted != null) {
            anchors.setCertificateEntry("trusted", trusted.getCertificate("key"));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(anchors);
        SSLContext context = SSLContext.getInstance(protocol);
        context.init(
                own == null ? null : keys.getKeyManagers(), trusted == null ? null : trust.getTrustManagers(), null);
        return context;
    }

    /** Demands a certificate that it knows, and answers one request over each connection. */
    private static final class Server implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        private final ExecutorService workers = Executors.newCachedThreadPool();
        private final SSLContext tls;
        private final boolean silent;

        Server(String protocol, boolean silent) throws Exception {
            this.tls = context(protocol, server, known);
            this.silent = silent;
            workers.execute(() -> {
                while (!socket.isClosed()) {
                    try {
                        Socket plain = socket.accept();
                        workers.execute(() -> serve(plain));
                    } catch (IOException closed) {
                        return;
                    }
                }
            });
        }

        private void serve(Socket plain) {
            try (plain) {
                SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(plain, "127.0.0.1", 1, false);
                secured.setUseClientMode(false);
                secured.setNeedClientAuth(true);
                try {
                    secured.startHandshake();
                    secured.getInputStream().read(new byte[1000]);
                    secured.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nown".getBytes(StandardCharsets.UTF_8));
                    secured.getOutputStream().flush();
                } catch (SSLException refused) {
                    if (silent) {
                        plain.setSoLinger(true, 0);
                        return;
                    }
                }
                while (plain.getInputStream().read() >= 0) {
                    // until the client has read what was sent
                }
            } catch (IOException gone) {
                // the client closed it
            }
        }

        URI address() {
            return URI.create("https://127.0.0.1:" + socket.getLocalPort());
        }

        @Override
        public void close() throws IOException {
            socket.close();
            workers.shutdownNow();
        }
    }

    private static Answer call(Server server, String protocol, @Nullable KeyStore own, @Nullable KeyStore trusted)
            throws Exception {
        try (DoorClient client =
                new DoorClient(new DoorClient.Settings(LIMITS, context(protocol, own, trusted), null, 2), timer)) {
            return client.send(Request.get(server.address()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void theAnswerSaysThatACertificateWasSent(String protocol) throws Exception {
        try (Server server = new Server(protocol, false)) {
            Answer answer = call(server, protocol, known, DoorTlsTest.server);
            assertThat(answer.certificateSent()).isTrue();
            assertThat(answer.headers()).doesNotContainKey("hub-tls-certificate");
        }
    }

    private static TlsRefusal refusal(String protocol, @Nullable KeyStore own, @Nullable KeyStore trusted)
            throws Exception {
        try (Server server = new Server(protocol, false)) {
            Throwable failure = catchThrowable(() -> call(server, protocol, own, trusted));
            assertThat(FailureClass.of(failure)).isEqualTo(FailureClass.NOTHING_SENT);
            return TlsRefusal.of(failure, own != null).orElseThrow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aServerThatMissesACertificateDidNothing(String protocol) throws Exception {
        assertThat(refusal(protocol, null, server).kind()).isEqualTo(TlsRefusal.Kind.NO_CERTIFICATE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aServerThatRefusesOurCertificateDidNothing(String protocol) throws Exception {
        // A server that names its issuers gets none of ours; this one names its own.
        assertThat(refusal(protocol, stranger, server).kind())
                .isIn(
                        TlsRefusal.Kind.CERTIFICATE_NOT_ACCEPTED,
                        TlsRefusal.Kind.HANDSHAKE_FAILED,
                        TlsRefusal.Kind.NO_CERTIFICATE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aServerThatWeDoNotTrustGetsNothing(String protocol) throws Exception {
        assertThat(refusal(protocol, known, stranger).kind()).isEqualTo(TlsRefusal.Kind.SERVER_NOT_TRUSTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void anAnswerWithoutALengthIsNoWholeOneWhenTheConnectionWasCut(String protocol) throws Exception {
        try (CuttingServer server = new CuttingServer(
                protocol, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"reports\": [1, 2")) {
            assertThat(failureOf(server, protocol)).isEqualTo(FailureClass.PERHAPS_SENT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aRequestMayHaveArrivedWhenTheConnectionWasCutInsteadOfAnAnswer(String protocol) throws Exception {
        try (CuttingServer server = new CuttingServer(protocol, "")) {
            assertThat(failureOf(server, protocol)).isEqualTo(FailureClass.PERHAPS_SENT);
        }
    }

    private static FailureClass failureOf(CuttingServer server, String protocol) throws Exception {
        try (DoorClient client = new DoorClient(
                new DoorClient.Settings(LIMITS, context(protocol, null, DoorTlsTest.server), null, 2), timer)) {
            return FailureClass.of(catchThrowable(() -> client.send(Request.get(server.address()))));
        }
    }

    /** Takes a request, begins an answer and ends the connection of TCP without the end of TLS. */
    private static final class CuttingServer implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        private final ExecutorService worker = Executors.newSingleThreadExecutor();

        CuttingServer(String protocol, String answer) throws Exception {
            SSLContext tls = context(protocol, server, null);
            worker.execute(() -> {
                while (!socket.isClosed()) {
                    try (Socket plain = socket.accept()) {
                        SSLSocket secured =
                                (SSLSocket) tls.getSocketFactory().createSocket(plain, "127.0.0.1", 1, false);
                        secured.setUseClientMode(false);
                        secured.startHandshake();
                        secured.getInputStream().read(new byte[1000]);
                        secured.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                        secured.getOutputStream().flush();
                        plain.shutdownOutput();
                    } catch (IOException closed) {
                        // the test is over, or the client went first
                    }
                }
            });
        }

        URI address() {
            return URI.create("https://127.0.0.1:" + socket.getLocalPort());
        }

        @Override
        public void close() throws IOException {
            socket.close();
            worker.shutdownNow();
        }
    }

    private static boolean probed(boolean silent, @Nullable KeyStore own) throws Exception {
        try (Server server = new Server("TLSv1.3", silent)) {
            CertificateProbe probe =
                    new CertificateProbe(BaseUrl.of(server.address().toString()), null, LIMITS);
            AtomicBoolean made = new AtomicBoolean();
            boolean refused = probe.refused(asked -> {
                made.set(true);
                return asking(own, asked);
            });
            assertThat(made).isTrue();
            return refused;
        }
    }

    /** Says when a server asks for a certificate. */
    private static SSLContext asking(@Nullable KeyStore own, Runnable asked) {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, new char[0]);
            javax.net.ssl.X509ExtendedKeyManager inner =
                    own == null ? null : (javax.net.ssl.X509ExtendedKeyManager) keys.getKeyManagers()[0];
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            KeyStore anchors = KeyStore.getInstance("PKCS12");
            anchors.load(null, null);
            anchors.setCertificateEntry("trusted", server.getCertificate("key"));
            trust.init(anchors);
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(new javax.net.ssl.KeyManager[] {new AskedKeys(inner, asked)}, trust.getTrustManagers(), null);
            return context;
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static final class AskedKeys extends javax.net.ssl.X509ExtendedKeyManager {
        private final javax.net.ssl.@Nullable X509ExtendedKeyManager inner;
        private final Runnable asked;

        AskedKeys(javax.net.ssl.@Nullable X509ExtendedKeyManager inner, Runnable asked) {
            this.inner = inner;
            this.asked = asked;
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] types, java.security.Principal @Nullable [] issuers, @Nullable Socket socket) {
            asked.run();
            return inner == null ? null : "key";
        }

        @Override
        public String @Nullable [] getClientAliases(String type, java.security.Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public String @Nullable [] getServerAliases(String type, java.security.Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseServerAlias(
                String type, java.security.Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            return inner == null ? null : inner.getCertificateChain(alias);
        }

        @Override
        public java.security.@Nullable PrivateKey getPrivateKey(String alias) {
            return inner == null ? null : inner.getPrivateKey(alias);
        }
    }

    @Test
    void theProbeFindsARefusalThatLooksLikeAFailingNetwork() throws Exception {
        assertThat(probed(true, stranger)).isTrue();
        assertThat(probed(true, null)).isTrue();
    }

    @Test
    void theProbeAcceptsAServerThatWaitsForARequest() throws Exception {
        assertThat(probed(true, known)).isFalse();
    }
}
