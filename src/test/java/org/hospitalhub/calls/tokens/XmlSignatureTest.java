package org.hospitalhub.calls.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.hospitalhub.tls.SelfSigned;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/** The signature of one element of an XML document, which xmlsec1 verifies where it is installed. */
class XmlSignatureTest {

    private static final Instant NOW = Instant.parse("2026-11-30T08:00:00Z");
    private static final String ENVELOPE =
            "<s:Envelope xmlns:s=\"urn:soap\" xmlns:wsu=\"urn:wsu\"><s:Body><r:Send xmlns:r=\"urn:r\"><r:id>%s</r:id>"
                    + "<r:data %s=\"data\"><r:name>Эдуард</r:name></r:data></r:Send></s:Body></s:Envelope>";

    @TempDir
    private Path folder;

    private X509Certificate certificate;
    private XmlSignature signature;

    @BeforeEach
    void key() throws Exception {
        SelfSigned signer = SelfSigned.of("RSA");
        certificate = signer.certificate();
        signature = new XmlSignature(signer.keys().getPrivate(), List.of(certificate));
    }

    private String signed(String attribute) {
        return new String(
                signature.enveloped(ENVELOPE.formatted("1", attribute).getBytes(StandardCharsets.UTF_8), "data", null),
                StandardCharsets.UTF_8);
    }

    private boolean verified(String xml, String attribute) throws Exception {
        Path program = Path.of("/usr/bin/xmlsec1");
        Assumptions.assumeTrue(Files.isExecutable(program));
        Path key = Files.writeString(
                folder.resolve("key.pem"),
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(certificate.getPublicKey().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n");
        return new ProcessBuilder(
                                program.toString(),
                                "--verify",
                                "--pubkey-pem",
                                key.toString(),
                                "--id-attr:" + attribute,
                                "data",
                                Files.writeString(folder.resolve("signed.xml"), xml)
                                        .toString())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    @ParameterizedTest
    @ValueSource(strings = {"Id", "ID", "id"})
    void anotherProgramAcceptsTheSignatureOfAnElement(String attribute) throws Exception {
        assertThat(verified(signed(attribute), attribute)).isTrue();
    }

    @Test
    void theSignatureOfAnElementDoesNotCoverWhatIsBesideIt() throws Exception {
        assertThat(verified(signed("Id").replace("<r:id>1<", "<r:id>2<"), "Id")).isTrue();
    }

    @Test
    void aChangedElementIsNoticed() throws Exception {
        assertThat(verified(signed("Id").replace("Эдуард", "Эдгар"), "Id")).isFalse();
    }

    @Test
    void theSignatureIsTheLastChildOfWhatItSigns() throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Element data = (Element) factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(signed("wsu:Id").getBytes(StandardCharsets.UTF_8)))
                .getElementsByTagNameNS("urn:r", "data")
                .item(0);
        assertThat(data.getLastChild().getLocalName()).isEqualTo("Signature");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<a Id=\"other\"/>", "<a><b Id=\"data\"/><b id=\"data\"/></a>"})
    void anElementThatIsMissingOrAmbiguousIsNotSigned(String xml) {
        assertThatThrownBy(() -> signature.enveloped(xml.getBytes(StandardCharsets.UTF_8), "data", null))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
