package org.hospitalhub.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.xml.security.Init;
import org.apache.xml.security.c14n.Canonicalizer;
import org.apache.xml.security.signature.XMLSignature;
import org.apache.xml.security.transforms.Transforms;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.State;
import org.hospitalhub.service.engine.LabFixture.Answer;
import org.hospitalhub.service.engine.LabFixture.Asked;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.SelfSigned;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** SAML assertions of a security token service (WS-Trust 1.3), whose signatures Apache Santuario makes and verifies. */
class SecurityTokenServiceTest {

    private static final String SAML = "urn:oasis:names:tc:SAML:2.0:assertion";
    private static final String SOAP = "http://www.w3.org/2003/05/soap-envelope";

    /** The keys of the log-in replace {@code LOG_IN}. */
    private static final String LAB = """
            service: lab
            settings: {base-url: {type: url, required: true, on-off: true}, token: {type: secret, required: true}, user: {type: text, default: hub}, identity: {type: identity}}
            doors:
              api:
                url: "{settings.base-url}"
                media: application/soap+xml
                auth:
                  kind: session
                  request: POST /sts
                  media: application/soap+xml
                  body:
                    e:Envelope:
                      "@xmlns:e": {text: "http://www.w3.org/2003/05/soap-envelope"}
                      e:Body: {t:RequestSecurityToken: {"@xmlns:t": {text: "http://docs.oasis-open.org/ws-sx/ws-trust/200512"}, t:Claims: CLAIMS}}
                  find: element($text, "Assertion")
                  expires: .Envelope.Body.RequestSecurityTokenResponse.Lifetime.Expires
                  soap-header:
                    o:Security:
                      "@xmlns:o": {text: "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"}
                      "#xml": $token
                  LOG_IN
            errors: [{when: any, then: park, code: LAB_UNEXPECTED}]
            operations:
              lab.order:
                kind: ask
                step:
                  request: POST /orders
                  body: {e:Envelope: {"@xmlns:e": {text: "http://www.w3.org/2003/05/soap-envelope"}, e:Body: {Ask: {"@xmlns": {text: "urn:lab"}, name: .name}}}}
                  unsure: park
                  answer: [{when: {status: 200, is: .Envelope.Body.number}, then: done, result: {number: .Envelope.Body.number}}]
            """;

    @TempDir
    private Path folder;

    private final SelfSigned service = SelfSigned.of("secp384r1");
    private final SelfSigned hospital = SelfSigned.of("RSA");
    private final AtomicInteger issued = new AtomicInteger();
    private Asked logIn = new Asked("", Map.of(), new byte[0]);
    private Asked order = logIn;

    @BeforeAll
    static void santuario() {
        Init.init();
    }

    private static String yaml(String claims, String logIn) {
        return LAB.replace("CLAIMS", claims).replace("LOG_IN", logIn);
    }

    private Order ordered(String yaml) throws Exception {
        Path file = hospital.write(folder.resolve("hospital.p12"), "x");
        Identities identities = new Identities(new IdentitySettings(
                Map.of("hospital", new IdentitySettings.Entry(file, IdentitySettings.Type.PKCS12, "x", null, null))));
        try (LabFixture lab =
                new LabFixture(folder, yaml, this::answered, identities, Map.of("hub.lab.identity", "hospital"))) {
            return lab.end(lab.accept("lab.order", "{\"name\":\"Їжак\"}"));
        }
    }

    private Answer answered(Asked asked) {
        try {
            if (asked.line().endsWith("/sts")) {
                logIn = asked;
                return soap(response(issued.incrementAndGet()));
            }
            order = asked;
            return soap(
                    ("<s:Envelope xmlns:s='" + SOAP + "'><s:Body><number>7</number></s:Body></s:Envelope>").getBytes());
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static Answer soap(byte[] body) {
        return new Answer(200, body, Map.of("Content-Type", "application/soap+xml; charset=utf-8"));
    }

    /** Returns an answer with a signed assertion, whose prefixes the envelope declares, also one that only values use. */
    private byte[] response(int number) throws Exception {
        Document document = document(("""
                <?xml version="1.0" encoding="UTF-8"?>
                <s:Envelope xmlns:s="%s" xmlns:saml="%s" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
                 <s:Body><RequestSecurityTokenResponse xmlns="http://docs.oasis-open.org/ws-sx/ws-trust/200512">
                  <Lifetime><Expires>2026-06-15T18:00:00Z</Expires></Lifetime><RequestedSecurityToken>
                   <saml:Assertion ID="_%d" Version="2.0"  IssueInstant="2026-06-15T10:00:00Z">
                     <saml:Issuer>Prüfstelle&#13; &amp; Їжак</saml:Issuer><saml:AttributeStatement><saml:Attribute Name='a&#10;b&quot;'>
                     <saml:AttributeValue xsi:type="xs:string"> <![CDATA[<nurse>]]> </saml:AttributeValue></saml:Attribute></saml:AttributeStatement>
                   </saml:Assertion></RequestedSecurityToken></RequestSecurityTokenResponse></s:Body></s:Envelope>
                """).formatted(SOAP, SAML, number).getBytes(StandardCharsets.UTF_8));
        Element assertion = only(document, "Assertion");
        assertion.setIdAttribute("ID", true);
        XMLSignature signature = new XMLSignature(
                document,
                "",
                "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384",
                Canonicalizer.ALGO_ID_C14N_EXCL_OMIT_COMMENTS);
        assertion.insertBefore(signature.getElement(), only(document, "AttributeStatement"));
        Transforms transforms = new Transforms(document);
        transforms.addTransform(Transforms.TRANSFORM_ENVELOPED_SIGNATURE);
        // Inclusive canonicalisation of the namespaces that values use is what breaks when a prefix is lost.
        transforms.addTransform(
                Transforms.TRANSFORM_C14N_EXCL_OMIT_COMMENTS,
                new org.apache.xml.security.transforms.params.InclusiveNamespaces(document, "xs").getElement());
        signature.addDocument("#_" + number, transforms, "http://www.w3.org/2001/04/xmlenc#sha256");
        signature.sign(service.keys().getPrivate());
        return org.hospitalhub.calls.media.XmlDocument.written(document);
    }

    private static Document document(byte[] xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml));
    }

    private static Element only(Document document, String name) {
        NodeList found = document.getElementsByTagNameNS("*", name);
        assertThat(found.getLength()).as(name).isEqualTo(1);
        return (Element) found.item(0);
    }

    /** Returns the references of the signature below an element, none when it does not hold. */
    private static List<String> signed(Document document, String parent, PublicKey key) throws Exception {
        NodeList all = document.getElementsByTagName("*");
        Element found = null;
        for (int i = 0; i < all.getLength(); i++) {
            Element one = (Element) all.item(i);
            for (String id : List.of("Id", "ID", "AssertionID")) {
                for (int a = 0; a < one.getAttributes().getLength(); a++) {
                    if (id.equals(one.getAttributes().item(a).getLocalName())) {
                        one.setIdAttributeNode(
                                (org.w3c.dom.Attr) one.getAttributes().item(a), true);
                    }
                }
            }
            if (one.getLocalName().equals("Signature")
                    && one.getParentNode().getLocalName().equals(parent)) {
                found = one;
            }
        }
        assertThat(found).as("signature in " + parent).isNotNull();
        XMLSignature signature = new XMLSignature(found, "", true);
        if (!signature.checkSignatureValue(key)) {
            return List.of();
        }
        List<String> names = new java.util.ArrayList<>();
        for (int i = 0; i < signature.getSignedInfo().getLength(); i++) {
            String uri = signature.getSignedInfo().item(i).getURI();
            names.add(document.getElementById(uri.substring(1)).getLocalName());
        }
        return names;
    }

    @Test
    void theAssertionIsInEachEnvelopeWithASignatureThatStillHolds() throws Exception {
        Order done = ordered(yaml("nurse", ""));

        assertThat(done.state()).as(String.valueOf(done.problem())).isEqualTo(State.COMPLETED);
        Document sent = document(order.body());
        assertThat(((Element) only(sent, "Assertion").getParentNode()).getLocalName())
                .isEqualTo("Security");
        assertThat(signed(sent, "Assertion", service.keys().getPublic())).containsExactly("Assertion");
    }

    @Test
    void theRequestForTheAssertionIsSignedWithACertificate() throws Exception {
        Order done = ordered(yaml("nurse", "auth: {kind: x509-token, identity: \"{settings.identity}\"}"));

        assertThat(done.state()).as(String.valueOf(done.problem())).isEqualTo(State.COMPLETED);
        assertThat(signed(document(logIn.body()), "Security", hospital.keys().getPublic()))
                .containsExactly("Body", "Timestamp");
    }

    @Test
    void theRequestForTheAssertionHasTheNameAndPassword() throws Exception {
        ordered(
                yaml(
                        "nurse",
                        "auth: {kind: username-token, user: \"{settings.user}\", password: \"{settings.token}\", password-type: text}"));

        assertThat(only(document(logIn.body()), "Password").getTextContent()).isEqualTo("secret");
    }

    @Test
    void whatIsSignedForTheLogInIsInItsBodyUnchanged() throws Exception {
        ordered(yaml("{\"#xml\": $signed}", """
                sign:
                        identity: "{settings.identity}"
                        scheme: xmldsig-enveloped
                        id: _card
                        after: Issuer
                        of: {s:Assertion: {"@xmlns:s": {text: "urn:oasis:names:tc:SAML:2.0:assertion"}, "@ID": _card, s:Issuer: Hospital, s:Subject: $now}}
                """));

        Document sent = document(logIn.body());
        assertThat(signed(sent, "Assertion", hospital.keys().getPublic())).containsExactly("Assertion");
        assertThat(only(sent, "Issuer").getNextSibling().getLocalName()).isEqualTo("Signature");
    }

    @Test
    void theHolderOfTheKeySignsTheEnvelopeThatHasTheAssertion() throws Exception {
        Order done = ordered(yaml("nurse", "proof: {identity: \"{settings.identity}\"}"));

        assertThat(done.state()).as(String.valueOf(done.problem())).isEqualTo(State.COMPLETED);
        Document sent = document(order.body());
        assertThat(signed(sent, "Security", hospital.keys().getPublic())).containsExactly("Body", "Timestamp");
        assertThat(signed(sent, "Assertion", service.keys().getPublic())).containsExactly("Assertion");
        assertThat(only(sent, "KeyIdentifier").getTextContent()).isEqualTo("_1");
    }

    @Test
    void aLogInWithoutAnEnvelopeForItsSignatureIsNotSent() throws Exception {
        Order parked = ordered(yaml("nurse", "auth: {kind: x509-token, identity: \"{settings.identity}\"}")
                .replaceFirst("e:Envelope:", "e:Other:"));

        assertThat(parked.state()).isEqualTo(State.PARKED);
        assertThat(String.valueOf(parked.problem())).contains("The token goes into a SOAP envelope");
        assertThat(issued).hasValue(0);
    }
}
