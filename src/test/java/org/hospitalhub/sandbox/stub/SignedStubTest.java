package org.hospitalhub.sandbox.stub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

/** Signatures that the stub takes apart: PKCS#7 in a field of the body, signed XML at a log-in. */
class SignedStubTest {

    private static final String PATIENT = "7075e0e2-6b57-47fd-aff7-324806efa7e5";
    private static final String PACKAGE = "/stub/signed-request/api/patients/" + PATIENT + "/encounter_package";
    private static final String VISIT =
            "{\"encounter\":{\"id\":\"90a9e15b-b71b-4caf-8f2e-000000000001\",\"status\":\"finished\"},\"conditions\":[]}";

    @TempDir
    private Path folder;

    private StubFixture stub;
    private final KeyPair keys;
    private final X509Certificate certificate;

    SignedStubTest() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        keys = generator.generateKeyPair();
        X500Name name = new X500Name("CN=Nobody");
        Date from = Date.from(Instant.parse("2026-01-01T00:00:00Z"));
        Date to = Date.from(Instant.parse("2036-01-01T00:00:00Z"));
        certificate = new JcaX509CertificateConverter()
                .getCertificate(new JcaX509v3CertificateBuilder(name, BigInteger.ONE, from, to, name, keys.getPublic())
                        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    }

    @BeforeEach
    void start() throws Exception {
        stub = new StubFixture(folder);
        stub.call("POST", "/sandbox/stub/signed-request/behaviour", "{\"checkLogIn\":false}");
    }

    @AfterEach
    void close() {
        stub.close();
    }

    @Test
    void aSignedPackageIsTakenApartAndFollowedByItsJob() throws Exception {
        HttpResponse<String> sent = stub.call("POST", PACKAGE, "{\"signed_data\":\"" + signed(VISIT) + "\"}");
        String job = StubFixture.tree(sent)
                .at("/data/links/0/href")
                .asText()
                .replace("/Jobs/", "/stub/signed-request/api/jobs/");

        assertThat(sent.statusCode()).isEqualTo(202);
        assertThat(stub.get(job).body()).contains("\"status\":\"pending\"");
        assertThat(stub.get(job).body()).contains("\"status\":\"processed\"");
        assertThat(stub.log("signed-request").at("/requests/0/exact").asBoolean())
                .isTrue();
        assertThat(stub.get("/stub/signed-request/api/jobs/unknown").statusCode())
                .isEqualTo(404);
    }

    @Test
    void anUnknownPatientIsAnsweredAsItsExampleSays() throws Exception {
        String content = VISIT.replace("0001\"", "0003\"").replace(",\"conditions\":[]", "");
        HttpResponse<String> sent =
                stub.call("POST", PACKAGE.replace("7e5/", "7e7/"), "{\"signed_data\":\"" + signed(content) + "\"}");

        assertThat(sent.statusCode()).isEqualTo(404);
        assertThat(sent.body()).contains("Patient not found");
    }

    @Test
    void contentThatWasChangedAfterTheSignatureIsRefused() throws Exception {
        byte[] cms = Base64.getDecoder().decode(signed(VISIT));
        String text = new String(cms, StandardCharsets.ISO_8859_1).replace("finished", "Finished");
        String spoilt = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));

        assertThat(stub.call("POST", PACKAGE, "{\"signed_data\":\"" + spoilt + "\"}")
                        .body())
                .isEqualTo("the signature does not fit the content");
    }

    @Test
    void aBodyWithoutTheSignedFieldIsRefused() throws Exception {
        HttpResponse<String> sent = stub.call("POST", PACKAGE, "{\"signed\":\"" + signed(VISIT) + "\"}");

        assertThat(sent.statusCode()).isEqualTo(422);
        assertThat(sent.body()).isEqualTo("the body has no field signed_data");
    }

    @Test
    void theGenericOperationTakesPathAndFieldFromThePayload() throws Exception {
        HttpResponse<String> sent = stub.call(
                "PUT",
                "/stub/signed-request/api/v2/legal_entities",
                "{\"signed_legal_entity_request\":\"" + signed("{\"edrpou\":\"38782323\",\"type\":\"PHARMACY\"}")
                        + "\",\"signed_content_encoding\":\"base64\"}");

        assertThat(sent.body()).contains("d290f1ee-6c54-4b01-90e6-000000000002");
    }

    @Test
    void aDeclarationRequestThatWasNotSignedIsApproved() throws Exception {
        String request = "/stub/signed-request/api/v3/declaration_requests/3ab2dd54-7f9d-4f8e-9a30-000000000001";

        assertThat(stub.get(request).body()).contains("APPROVED");
    }

    @Test
    void aSignedChallengeGetsAToken() throws Exception {
        stub.with("nhis", """
                service: nhis
                doors:
                  api:
                    url: "http://127.0.0.1/"
                    media: application/xml
                    auth:
                      kind: challenge-sign-token
                      challenge: {request: GET /token, find: .message.contents.challenge}
                      sign: {identity: x, scheme: xmldsig-enveloped}
                      token: {request: POST /token, media: application/xml, find: .message.contents.accessToken, expires: .message.contents.expiresIn}
                operations:
                  nhis.one:
                    kind: ask
                    step: {door: api, request: "GET /one/{id}", answer: [{when: any, then: done}]}
                    examples: [{name: one, payload: {id: "1"}, answer: {status: 200, body: {one: {"@value": "1"}}}, ends: completed}]
                """);
        String challenge = stub.get("/stub/nhis/token").body().replaceAll("(?s).*<challenge>(.*)</challenge>.*", "$1");
        String body = signedXml("<message><challenge>" + challenge + "</challenge></message>");
        String token = stub.call("POST", "/stub/nhis/token", body)
                .body()
                .replaceAll("(?s).*<accessToken>(.*)</accessToken>.*", "$1");

        assertThat(stub.get("/stub/nhis/one/1").statusCode()).isEqualTo(401);
        assertThat(stub.get("/stub/nhis/one/1", "Authorization", "Bearer " + token)
                        .body())
                .endsWith("<one value=\"1\"></one>");
        assertThat(stub.call("POST", "/stub/nhis/token", body).body()).contains("without a live challenge");
        assertThat(stub.call("POST", "/stub/nhis/token", body.replace(challenge, "x" + challenge))
                        .body())
                .contains("does not fit");
    }

    private String signed(String content) throws Exception {
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(
                new JcaSimpleSignerInfoGeneratorBuilder().build("SHA256withECDSA", keys.getPrivate(), certificate));
        generator.addCertificates(new JcaCertStore(List.of(certificate)));
        return Base64.getEncoder()
                .encodeToString(generator
                        .generate(new CMSProcessableByteArray(content.getBytes(StandardCharsets.UTF_8)), true)
                        .getEncoded());
    }

    private String signedXml(String xml) throws Exception {
        Document document = XmlTree.document(xml.getBytes(StandardCharsets.UTF_8));
        XMLSignatureFactory factory = XMLSignatureFactory.getInstance("DOM");
        var reference = factory.newReference(
                "",
                factory.newDigestMethod(DigestMethod.SHA256, null),
                List.of(factory.newTransform(Transform.ENVELOPED, (TransformParameterSpec) null)),
                null,
                null);
        var info = factory.newSignedInfo(
                factory.newCanonicalizationMethod(CanonicalizationMethod.EXCLUSIVE, (C14NMethodParameterSpec) null),
                factory.newSignatureMethod("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", null),
                List.of(reference));
        var keyInfo = factory.getKeyInfoFactory();
        factory.newXMLSignature(info, keyInfo.newKeyInfo(List.of(keyInfo.newX509Data(List.of(certificate)))))
                .sign(new DOMSignContext(keys.getPrivate(), document.getDocumentElement()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TransformerFactory.newInstance().newTransformer().transform(new DOMSource(document), new StreamResult(out));
        return out.toString(StandardCharsets.UTF_8);
    }
}
