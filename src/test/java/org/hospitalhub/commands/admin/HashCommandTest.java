package org.hospitalhub.commands.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hospitalhub.commands.Shell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;

/** {@code hub hash}: Spring Security's own encoder says whether the hash is one. */
class HashCommandTest {

    @TempDir
    private Path folder;

    private Shell.Said hash(String lines, String... more) throws IOException {
        Path file = Files.writeString(folder.resolve("password.txt"), lines);
        String[] command = new String[3 + more.length];
        command[0] = "hash";
        command[1] = "--password-file";
        command[2] = file.toString();
        System.arraycopy(more, 0, command, 3, more.length);
        return new Shell().run(command);
    }

    @ParameterizedTest
    @ValueSource(strings = {"correct horse", " spaces around ", "пароль", "{noop}x"})
    void theHashOfTheFirstLineMatchesThePassword(String password) throws Exception {
        Shell.Said said = hash(password + "\nsecond line\n");
        assertThat(said.code()).hasValue(0);
        assertThat(said.out()).startsWith("{bcrypt}").doesNotContain(password.strip());
        assertThat(PasswordEncoderFactories.createDelegatingPasswordEncoder()
                        .matches(password, said.out().strip()))
                .isTrue();
    }

    @Test
    void twoHashesOfOnePasswordDiffer() throws Exception {
        assertThat(hash("x-y-z-1").out()).isNotEqualTo(hash("x-y-z-1").out());
    }

    @Test
    void jsonHasTheHashAlone() throws Exception {
        assertThat(hash("x-y-z-1", "--output", "json").out().strip())
                .matches("(?s)\\{\\s*\"hash\"\\s*:\\s*\"\\{bcrypt}[^\"]+\"\\s*}");
    }

    @Test
    void emptyPasswordsAndThoseThatBcryptWouldCutOffAreRefused() throws Exception {
        assertThat(hash("ж".repeat(37)).code()).hasValue(1);
        assertThat(hash("ж".repeat(37)).err()).contains("72");
        assertThat(hash("").code()).hasValue(1);
        assertThat(hash("").out()).isEmpty();
    }

    @Test
    void aFileThatIsNotThereIsSaid() {
        Shell.Said said = new Shell()
                .run("hash", "--password-file", folder.resolve("none").toString());
        assertThat(said.code().orElseThrow()).isNotZero();
        assertThat(said.err()).contains("cannot be read");
    }
}
