package org.hospitalhub.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Tokens of SoftHSM2 with keys and certificates, made with the tools that are installed; without them the test is skipped. */
public final class SoftToken {

    private SoftToken() {}

    /** Makes a token in a new folder, which has its certificate authority ({@code ca.pem}) too. */
    public static Path make(Path folder, String name, String pin, int keys) throws Exception {
        String library = library(folder);
        Path home = Files.createDirectories(folder.resolve(name));
        configure(home);
        run(home, "softhsm2-util", "--init-token", "--free", "--label", name, "--pin", pin, "--so-pin", "87654321");
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
                        pin,
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

    /** Returns the library of SoftHSM2. */
    public static String library(Path folder) {
        assumeTrue(isThere(folder, "softhsm2-util", "--version"), "softhsm2 is not installed");
        assumeTrue(isThere(folder, "pkcs11-tool", "--help"), "opensc is not installed");
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

    private static boolean isThere(Path folder, String... command) {
        try {
            run(folder, command);
            return true;
        } catch (IOException | InterruptedException absent) {
            return false;
        }
    }

    static void configure(Path home) throws IOException {
        Path tokens = Files.createDirectories(home.resolve("tokens"));
        Files.writeString(home.resolve("softhsm2.conf"), "directories.tokendir = " + tokens + "\n");
    }

    static String run(Path home, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(command)).redirectErrorStream(true);
        builder.environment().put("SOFTHSM2_CONF", home.resolve("softhsm2.conf").toString());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(Duration.ofMinutes(1).toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        return said;
    }
}
