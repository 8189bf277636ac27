package org.hospitalhub.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
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
        SoftToken.configure(empty);

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
        return SoftToken.make(folder, name, PIN, keys);
    }

    private String library() {
        return SoftToken.library(folder);
    }

    private String play(Path home, String pin, String alias, String what) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String said = SoftToken.run(
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
}
