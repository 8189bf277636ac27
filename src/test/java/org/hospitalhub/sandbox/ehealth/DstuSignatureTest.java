package org.hospitalhub.sandbox.ehealth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sandbox's signature service against what other implementations signed (src/test/resources/dstu/README.md). */
class DstuSignatureTest {

    private static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");

    private static byte[] file(String name) throws IOException {
        try (InputStream in = DstuSignatureTest.class.getResourceAsStream("/dstu/" + name)) {
            return in.readAllBytes();
        }
    }

    private static List<String> trust(String... names) throws IOException {
        StringBuilder pems = new StringBuilder();
        for (String name : names) {
            pems.append("-----BEGIN CERTIFICATE-----\n")
                    .append(Base64.getMimeEncoder().encodeToString(file("certs/" + name + ".cer")))
                    .append("\n-----END CERTIFICATE-----\n");
        }
        return Stream.of(pems.toString()).filter(pem -> !pem.isEmpty()).toList();
    }

    private static Signatures.Opened open(String name, String timeStamps, String... trusted) throws IOException {
        return new Signatures().open(file(name + ".p7s"), trust(trusted), timeStamps, NOW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a-valid",
                "h-tinua",
                "q-stamp",
                "u-attached",
                "e-tsp-without-cert",
                "e2-tsp-with-cert",
                "u3-content-tsp"
            })
    void aForeignSignatureIsAccepted(String name) throws Exception {
        assertThat(open(name, "optional").content()).isEqualTo(file("content.json"));
        assertThat(open(name, "optional", "root", "ca", "tsa").content()).isEqualTo(file("content.json"));
    }

    @ParameterizedTest
    @CsvSource({
        "b-flipped-signature, verification of data siganture for a given subscriber failed",
        "c-wrong-content,     verification of data siganture for a given subscriber failed",
        "n-s-before-r,        verification of data siganture for a given subscriber failed",
        "m-wrapped-signature, verification of data siganture for a given subscriber failed",
        "e4-tsp-flipped,      checking the signature of a response with a timestamp failed",
        "d-two-signers,       document must contain 1 signature and 0 stamps but contains 2 signatures and 0 stamps"
    })
    void aWrongSignatureIsRefusedInTheServicesWords(String name, String words) {
        assertThatThrownBy(() -> open(name, "optional", "root", "ca", "tsa")).hasMessage(words);
    }

    @Test
    void anUnknownAuthorityIsRefused() {
        assertThatThrownBy(() -> open("a-valid", "optional", "tsa")).hasMessage("matching ROOT certificate not found");
    }

    @Test
    void aMissingContentTimeStampIsRefusedWhereItIsRequired() {
        assertThatThrownBy(() -> open("a-valid", "dstu"))
                .hasMessage("retrieving a timestamp of data from an envelope with signed data failed");
    }

    @Test
    void aContentTimeStampIsEnoughWhereItIsRequired() throws Exception {
        assertThat(open("u3-content-tsp", "dstu", "root", "ca", "tsa").signers())
                .hasSize(1);
    }

    @Test
    void numbersAreReadFromTheSubjectToo() throws Exception {
        assertThat(open("h-tinua", "optional").outermost().drfo()).isEqualTo("1111111111");
        assertThat(open("h-tinua", "optional").outermost().edrpou()).isEqualTo("99999999");
    }

    @Test
    void aStampIsRecognised() throws Exception {
        assertThat(open("q-stamp", "optional").outermost().stamp()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"АВ123456, AV123456", "СЮ123456, SYU123456", "ЗГ123456, ЗГ123456", "яБ123456, IAB123456"})
    void passportNumbersCompareInBothScripts(String cyrillic, String latin) {
        assertThat(SignerChecks.sameDrfo(cyrillic, latin)).isTrue();
    }

    @Test
    void lookAlikesAreOtherPassports() {
        assertThat(SignerChecks.sameDrfo("АВ123456", "AB123456")).isFalse();
    }
}
