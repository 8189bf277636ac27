package org.hospitalhub.cms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.hospitalhub.calls.RawServer;
import org.hospitalhub.cms.RevocationResult.Source;
import org.hospitalhub.cms.RevocationResult.Status;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenSSL's authority, responder and lists; its clock is the machine's. */
class OpensslRevocationTest {

    private static final Duration TIME_OUT = Duration.ofSeconds(20);
    private static final String SETTINGS = """
            [ca]
            default_ca=d
            [d]
            database=index.txt
            new_certs_dir=.
            serial=serial
            crlnumber=crlnumber
            default_md=sha256
            default_days=30
            default_crl_days=7
            policy=p
            [p]
            commonName=supplied
            [authority]
            basicConstraints=critical,CA:true
            keyUsage=keyCertSign,cRLSign
            [person]
            crlDistributionPoints=URI:http://127.0.0.1:%d/crl
            [responder]
            extendedKeyUsage=OCSPSigning
            noCheck=yes
            """;

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();
    private RawServer server;
    private byte[] served = {};

    @BeforeEach
    void makeAnAuthority() throws Exception {
        assumeTrue(isThere(), "openssl is not installed");
        server = new RawServer(null, (request, out) -> {
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + served.length + "\r\n\r\n").getBytes(UTF_8));
            out.write(served);
        });
        write("c.cnf", SETTINGS.formatted(server.port()));
        write("index.txt", "");
        write("serial", "1000\n");
        write("crlnumber", "01\n");
        authority("ca");
        issue("person", "person");
        issue("other", "person");
        issue("responder", "responder");
    }

    @AfterEach
    void stop() throws IOException {
        started.forEach(Process::destroy);
        if (server != null) {
            server.close();
        }
    }

    private static boolean isThere() {
        try {
            return new ProcessBuilder("openssl", "version").start().waitFor() == 0;
        } catch (IOException | InterruptedException absent) {
            return false;
        }
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private void openssl(String arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }

    private Process start(String arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ")));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        started.add(process);
        return process;
    }

    private static String key(String name) {
        return "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -config c.cnf -keyout %1$s.key -subj /CN=%1$s"
                .formatted(name);
    }

    private void authority(String name) throws Exception {
        openssl("req -x509 -days 30 -extensions authority -out " + name + ".pem " + key(name));
    }

    private void issue(String name, String extensions) throws Exception {
        openssl("req -out " + name + ".csr " + key(name));
        openssl(
                "ca -batch -notext -config c.cnf -cert ca.pem -keyfile ca.key -in %1$s.csr -out %1$s.pem -extensions %2$s"
                        .formatted(name, extensions));
    }

    private void revoke(String how) throws Exception {
        openssl("ca -config c.cnf -cert ca.pem -keyfile ca.key -revoke person.pem " + how);
    }

    /** Starts OpenSSL's responder and returns its address. */
    private URI responder(String signer) throws IOException {
        Process process = start(
                "ocsp -index index.txt -port 0 -CA ca.pem -nmin 5 -rsigner %1$s.pem -rkey %1$s.key".formatted(signer));
        BufferedReader said = process.inputReader(UTF_8);
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith("ACCEPT ")) {
                return URI.create("http://127.0.0.1:" + line.replaceAll("^ACCEPT .*:(\\d+)( PID.*)?$", "$1") + "/");
            }
        }
        throw new IOException("the responder did not start");
    }

    private X509Certificate certificate(String name) throws Exception {
        try (InputStream in = Files.newInputStream(folder.resolve(name + ".pem"))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private RevocationResult ask(@Nullable URI responder, Instant now) throws Exception {
        Set<String> hosts = responder == null ? Set.of("127.0.0.1:" + server.port()) : Set.of();
        return new OnlineRevocation(new OnlineRevocation.Settings(responder, hosts, TIME_OUT))
                .ask(certificate("person"), List.of(certificate("ca")), List.of(), now);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ca", "responder"})
    void opensslSaysThatACertificateIsGood(String signer) throws Exception {
        RevocationResult result = ask(responder(signer), Instant.now());
        assertThat(result.detail()).isEqualTo("127.0.0.1");
        assertThat(result.status()).isEqualTo(Status.GOOD);
        assertThat(result.source()).isEqualTo(Source.OCSP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-crl_reason keyCompromise", "-crl_hold holdInstructionReject"})
    void opensslSaysThatACertificateIsRevoked(String how) throws Exception {
        revoke(how);
        assertThat(ask(responder("responder"), Instant.now()).status()).isEqualTo(Status.REVOKED);
    }

    @Test
    void opensslSaysThatItDoesNotKnowACertificate() throws Exception {
        write("index.txt", "");
        assertThat(ask(responder("ca"), Instant.now()).detail()).contains("does not know the certificate");
    }

    /** OpenSSL says unknown of an entry that {@code openssl ca -updatedb} marked as expired. */
    @Test
    void opensslSaysNothingGoodOfAnExpiredCertificate() throws Exception {
        write("index.txt", Files.readString(folder.resolve("index.txt")).replaceAll("(?m)^V", "E"));
        assertThat(ask(responder("ca"), Instant.now()).status()).isEqualTo(Status.UNKNOWN);
    }

    @Test
    void aStrangerIsNotAccepted() throws Exception {
        authority("stranger");
        assertThat(ask(responder("stranger"), Instant.now()).detail()).contains("not one for OCSP");
    }

    @Test
    void anotherPersonOfTheAuthorityIsNotAccepted() throws Exception {
        assertThat(ask(responder("other"), Instant.now()).detail()).contains("not one for OCSP");
    }

    @Test
    void anAnswerOfOpensslIsNotAcceptedLater() throws Exception {
        openssl(
                "ocsp -index index.txt -rsigner ca.pem -rkey ca.key -CA ca.pem -issuer ca.pem -cert person.pem -no_nonce"
                        + " -nmin 5 -respout kept.der");
        served = Files.readAllBytes(folder.resolve("kept.der"));
        URI replay = URI.create("http://127.0.0.1:" + server.port() + "/");
        assertThat(ask(replay, Instant.now()).status()).isEqualTo(Status.GOOD);
        assertThat(ask(replay, Instant.now().plus(Duration.ofMinutes(11))).detail())
                .contains("too old");
    }

    @Test
    void anAnswerOfOpensslAboutAnotherPersonIsNone() throws Exception {
        openssl("ocsp -index index.txt -rsigner ca.pem -rkey ca.key -CA ca.pem -issuer ca.pem -cert other.pem -no_nonce"
                + " -nmin 5 -respout other.der");
        served = Files.readAllBytes(folder.resolve("other.der"));
        assertThat(ask(URI.create("http://127.0.0.1:" + server.port() + "/"), Instant.now())
                        .detail())
                .contains("another certificate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PEM", "DER"})
    void listsOfOpensslAreRead(String form) throws Exception {
        list(form);
        RevocationResult good = ask(null, Instant.now());
        assertThat(good.status()).isEqualTo(Status.GOOD);
        assertThat(good.source()).isEqualTo(Source.LISTS);

        revoke("-crl_reason superseded");
        list(form);
        assertThat(ask(null, Instant.now()).status()).isEqualTo(Status.REVOKED);
    }

    private void list(String form) throws Exception {
        openssl("ca -gencrl -config c.cnf -cert ca.pem -keyfile ca.key -out list.pem");
        openssl("crl -in list.pem -out list.out -outform " + form);
        served = Files.readAllBytes(folder.resolve("list.out"));
    }

    @Test
    void aListOfOpensslIsNotAcceptedWhenItIsOver() throws Exception {
        list("DER");
        assertThat(ask(null, Instant.now().plus(Duration.ofDays(8))).detail()).contains("too old");
    }
}
