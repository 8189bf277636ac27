package org.hospitalhub.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.hospitalhub.tls.keys.IdentityException;
import org.hospitalhub.tls.keys.Pkcs11Token;
import org.hospitalhub.tls.keys.VerifiedPins;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plays each case in a JVM of its own: SoftHSM2 reads its configuration once per process, as real drivers do. */
class Pkcs11TokenTest {

    private static final String PIN = "123456";

    private Path folder;

    @BeforeEach
    void anEmptyFolder(@TempDir Path temporary) {
        folder = temporary;
    }

    @Test
    void theOnlyKeyOfATokenIsShownInAHandshake() throws Exception {
        Path token = token("one", 1);

        assertThat(play(token, PIN, "", "handshake")).isEqualTo("TLSv1.3 CN=key-0");
    }

    @Test
    void amongSeveralCertificatesTheAliasChooses() throws Exception {
        Path token = token("several", 2);

        assertThat(play(token, PIN, "", "open"))
                .contains("holds several keys")
                .contains("key-0")
                .contains("key-1");
        assertThat(play(token, PIN, "key-1", "handshake")).isEqualTo("TLSv1.3 CN=key-1");
    }

    @Test
    void aWrongPinIsSaid() throws Exception {
        assertThat(play(token("pin", 1), "654321", "", "open")).contains("the PIN is wrong");
    }

    @Test
    void aWrongPinOfAnotherIdentityOnAnOpenTokenIsSaidAndCostsNoTry() throws Exception {
        Path token = token("second", 1);

        assertThat(play(token, PIN, "", "second")).contains("the PIN is another than the one that opened this token");
    }

    @Test
    void aMissingPinIsSaid() throws Exception {
        assertThat(play(token("nopin", 1), "", "", "open")).contains("needs a PIN");
    }

    @Test
    void anAbsentTokenIsSaid() throws Exception {
        library();
        Path empty = Files.createDirectories(folder.resolve("empty"));
        configure(empty);

        assertThat(play(empty, PIN, "", "open")).contains("no token is in the reader");
    }

    @Test
    void aLibraryThatIsNoneIsSaid() throws Exception {
        Path library = Files.writeString(folder.resolve("fake.so"), "no library");

        assertThatThrownBy(() -> new Pkcs11Token("ask", library, new VerifiedPins()).read(PIN.toCharArray(), null))
                .isInstanceOfSatisfying(IdentityException.class, known -> assertThat(known.reason())
                        .isEqualTo(IdentityException.Reason.TOKEN_ABSENT));
    }

    private Path token(String name, int keys) throws Exception {
        String library = library();
        Path home = Files.createDirectories(folder.resolve(name));
        configure(home);
        run(home, "softhsm2-util", "--init-token", "--free", "--label", name, "--pin", PIN, "--so-pin", "87654321");
        TestPki pki = new TestPki(Instant.now());
        TestPki.pem(home.resolve("ca.pem"), pki.authority());
        pki.pkcs12(home.resolve("server.p12"), pki.server());
        for (int i = 0; i < keys; i++) {
            TestPki.Pair pair = pki.client("CN=key-" + i);
            Path key = Files.write(home.resolve("key.der"), pair.key().getEncoded());
            Path certificate =
                    Files.write(home.resolve("cert.der"), pair.certificate().getEncoded());
            for (String[] each : new String[][] {{"privkey", key.toString()}, {"cert", certificate.toString()}}) {
                run(
                        home,
                        "pkcs11-tool",
                        "--module",
                        library,
                        "--login",
                        "--pin",
                        PIN,
                        "--write-object",
                        each[1],
                        "--type",
                        each[0],
                        "--id",
                        "0" + i,
                        "--label",
                        "key-" + i,
                        "--usage-sign");
            }
        }
        return home;
    }

    private String library() {
        assumeTrue(isThere("softhsm2-util", "--version"), "softhsm2 is not installed");
        assumeTrue(isThere("pkcs11-tool", "--help"), "opensc is not installed");
        return Stream.of(
                        "/usr/lib/softhsm",
                        "/usr/lib/x86_64-linux-gnu/softhsm",
                        "/usr/lib64/pkcs11",
                        "/usr/lib64/softhsm")
                .map(each -> Path.of(each, "libsofthsm2.so"))
                .filter(Files::exists)
                .map(Path::toString)
                .findFirst()
                .orElseThrow();
    }

    private boolean isThere(String... command) {
        try {
            run(folder, command);
            return true;
        } catch (IOException | InterruptedException absent) {
            return false;
        }
    }

    private static void configure(Path home) throws IOException {
        Path tokens = Files.createDirectories(home.resolve("tokens"));
        Files.writeString(home.resolve("softhsm2.conf"), "directories.tokendir = " + tokens + "\n");
    }

    private String play(Path home, String pin, String alias, String what) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String said = run(
                home,
                java,
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Pkcs11TokenPlayer.class.getName(),
                library(),
                pin,
                alias,
                what,
                home.toString());
        return said.lines().reduce("", (before, line) -> line);
    }

    private static String run(Path home, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(command)).redirectErrorStream(true);
        builder.environment().put("SOFTHSM2_CONF", home.resolve("softhsm2.conf").toString());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(Duration.ofMinutes(1).toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        return said;
    }
}
