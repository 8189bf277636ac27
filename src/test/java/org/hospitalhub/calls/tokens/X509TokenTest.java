package org.hospitalhub.calls.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.apache.wss4j.common.crypto.Merlin;
import org.apache.wss4j.common.ext.Attachment;
import org.apache.wss4j.common.ext.AttachmentRequestCallback;
import org.apache.wss4j.common.ext.WSSecurityException;
import org.apache.wss4j.dom.WSDataRef;
import org.apache.wss4j.dom.engine.WSSecurityEngine;
import org.apache.wss4j.dom.engine.WSSecurityEngineResult;
import org.apache.wss4j.dom.handler.RequestData;
import org.hospitalhub.calls.Request;
import org.hospitalhub.calls.media.MultipartRelated;
import org.hospitalhub.calls.media.XmlDocument;
import org.hospitalhub.tls.SelfSigned;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures in the header of SOAP envelopes, checked by Apache WSS4J. */
class X509TokenTest {

    private static final List<String> USUAL = List.of("Body", "Timestamp");
    private static final String ENVELOPE = """
            <?xml version="1.0" encoding="UTF-8"?>
            <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing">
              <s:Header><a:To>https://soap.example/</a:To></s:Header>
              <s:Body xmlns:r="urn:rx"><r:patient>Đorđe &amp; 患者</r:patient></s:Body>
            </s:Envelope>""";

    private static Request request(String envelope, Charset charset) {
        return Request.post(URI.create("https://soap.example/"), "text/xml", envelope.getBytes(charset));
    }

    private static byte[] signed(String key, List<String> parts, String envelope, Charset charset) {
        SelfSigned signer = SelfSigned.of(key);
        X509Token token = new X509Token(
                signer.keys().getPrivate(), signer.certificate(), parts, Duration.ofMinutes(5), Instant::now);
        return Objects.requireNonNull(token.added(request(envelope, charset)).body());
    }

    /** Returns the signed elements, as the other implementation found them. */
    private static List<String> accepted(String key, byte[] sent) throws Exception {
        return accepted(key, sent, new RequestData());
    }

    private static List<String> accepted(String key, byte[] sent, RequestData receiver) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("signer", SelfSigned.of(key).certificate());
        Merlin crypto = new Merlin();
        crypto.setTrustStore(trusted);
        receiver.setSigVerCrypto(crypto);
        receiver.setDisableBSPEnforcement(false);
        return new WSSecurityEngine()
                .processSecurityHeader(XmlDocument.read(sent), receiver).getResults().stream()
                        .filter(result -> result.get(WSSecurityEngineResult.TAG_DATA_REF_URIS) != null)
                        .flatMap(result -> ((List<?>) result.get(WSSecurityEngineResult.TAG_DATA_REF_URIS)).stream())
                        .map(reference -> ((WSDataRef) reference).getName().getLocalPart())
                        .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "secp256r1", "secp384r1"})
    void bodyAndTimeStampAreSigned(String key) throws Exception {
        assertThat(accepted(key, signed(key, USUAL, ENVELOPE, StandardCharsets.UTF_8)))
                .containsExactly("Body", "Timestamp");
    }

    @Test
    void otherHeadersAreSignedWhenTheyAreNamed() throws Exception {
        assertThat(accepted("RSA", signed("RSA", List.of("Body", "To"), ENVELOPE, StandardCharsets.UTF_8)))
                .containsExactly("Body", "To");
    }

    @Test
    void anEnvelopeInAnotherCharsetIsSigned() throws Exception {
        Charset cyrillic = Charset.forName("windows-1251");
        String envelope = ENVELOPE.replace("UTF-8", "windows-1251").replace("Đorđe &amp; 患者", "Жукова &lt;Ада&gt;");
        byte[] sent = signed("RSA", USUAL, envelope, cyrillic);
        assertThat(accepted("RSA", sent)).containsExactly("Body", "Timestamp");
        assertThat(new String(sent, cyrillic)).contains("Жукова &lt;Ада&gt;");
    }

    @Test
    void aChangedBodyIsNotAccepted() {
        String sent = new String(signed("RSA", USUAL, ENVELOPE, StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        byte[] changed = sent.replace("患者", "医者").getBytes(StandardCharsets.UTF_8);
        assertThatExceptionOfType(WSSecurityException.class).isThrownBy(() -> accepted("RSA", changed));
    }

    @Test
    void aPartThatIsNotThereIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> signed("RSA", List.of("Body", "Action"), ENVELOPE, StandardCharsets.UTF_8))
                .withMessageContaining("no element Action");
    }

    @Test
    void aFileBesideTheEnvelopeIsSigned() throws Exception {
        byte[] file = {'%', 'P', 'D', 'F', 0, (byte) 0xFF};
        Request sent = beside(file);
        assertThat(accepted(sent, file)).containsExactly("Body", "Timestamp");
        byte[] other = {'%', 'P', 'D', 'F', 1, (byte) 0xFF};
        assertThatExceptionOfType(WSSecurityException.class).isThrownBy(() -> accepted(sent, other));
    }

    /** Returns a signed request with a file beside its envelope. */
    private static Request beside(byte[] file) {
        var tree = JsonNodeFactory.instance.objectNode();
        var envelope = tree.putObject("s:Envelope").put("@xmlns:s", "http://www.w3.org/2003/05/soap-envelope");
        envelope.putObject("s:Body")
                .putObject("document")
                .put("base64", Base64.getEncoder().encodeToString(file));
        SelfSigned signer = SelfSigned.of("RSA");
        X509Token token = new X509Token(
                signer.keys().getPrivate(), signer.certificate(), USUAL, Duration.ofMinutes(5), Instant::now);
        return token.added(Request.post(
                URI.create("https://soap.example/"),
                MultipartRelated.type("application/soap+xml", "b1"),
                MultipartRelated.of(tree, StandardCharsets.UTF_8, "application/soap+xml")
                        .written("b1")));
    }

    private static List<String> accepted(Request sent, byte[] file) throws Exception {
        MultipartRelated message = MultipartRelated.read(
                        Objects.requireNonNull(sent.contentType()), Objects.requireNonNull(sent.body()))
                .orElseThrow();
        assertThat(message.files()).hasSize(1);
        RequestData receiver = new RequestData();
        receiver.setExpandXopInclude(true);
        receiver.setAttachmentCallbackHandler(callbacks -> {
            AttachmentRequestCallback wanted = (AttachmentRequestCallback) callbacks[0];
            Attachment found = new Attachment();
            found.setId(wanted.getAttachmentId());
            found.setMimeType("application/octet-stream");
            found.setSourceStream(new ByteArrayInputStream(file));
            wanted.setAttachments(List.of(found));
        });
        return accepted("RSA", message.root().content(), receiver);
    }
}
