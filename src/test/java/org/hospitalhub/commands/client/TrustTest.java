package org.hospitalhub.commands.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.hospitalhub.commands.Shell;
import org.hospitalhub.commands.console.ExitCode;
import org.hospitalhub.sandbox.Sandbox;
import org.hospitalhub.sandbox.nhif.NhifSimulator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --trust}, against a server whose authority Java does not know; whom it trusts, it hears refuse the caller. */
class TrustTest {

    @TempDir
    static Path home;

    private static NhifSimulator authority;
    private static Sandbox server;

    @BeforeAll
    static void start() {
        authority = new NhifSimulator(home.resolve("sandbox"), InstantSource.system());
        server = new Sandbox(List.of(authority)).start(0, 0);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Shell.Said status(String... trust) {
        List<String> words = new ArrayList<>(
                List.of("status", "some-id", "--user=one", "--url=https://localhost:" + server.tlsPort()));
        words.addAll(List.of(trust));
        return new Shell().with("HUB_PASSWORD", "secret-word").run(words.toArray(String[]::new));
    }

    @Test
    void anAuthorityInTheFileIsTrusted() {
        assertThat(status("--trust=" + authority.caFile()).code()).hasValue(ExitCode.DENIED);
    }

    @Test
    void anAuthorityThatNobodyKnowsIsNotTrustedAndTheOptionIsNamed() {
        Shell.Said said = status();
        assertThat(said.code()).hasValue(ExitCode.FAILED);
        assertThat(said.err()).contains("is not trusted", "--trust").doesNotContain("secret-word");
    }

    @Test
    void aMissingFileIsReported() {
        Shell.Said said = status("--trust=" + home.resolve("none.pem"));
        assertThat(said.code()).hasValue(ExitCode.FAILED);
        assertThat(said.err()).contains("--trust: ", "none.pem");
    }

    @Test
    void aFileWithoutACertificateIsReported() throws IOException {
        Shell.Said said = status("--trust=" + Files.writeString(home.resolve("empty.pem"), "nothing\n"));
        assertThat(said.code()).hasValue(ExitCode.FAILED);
        assertThat(said.err()).contains("--trust: ", "empty.pem");
    }
}
