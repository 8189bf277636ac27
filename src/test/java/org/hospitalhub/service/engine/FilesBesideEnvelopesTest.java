package org.hospitalhub.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.annotation.Resource;
import jakarta.jws.WebMethod;
import jakarta.jws.WebParam;
import jakarta.jws.WebResult;
import jakarta.jws.WebService;
import jakarta.xml.ws.BindingType;
import jakarta.xml.ws.Endpoint;
import jakarta.xml.ws.WebServiceContext;
import jakarta.xml.ws.handler.MessageContext;
import jakarta.xml.ws.soap.MTOM;
import jakarta.xml.ws.soap.SOAPBinding;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SOAP with files beside the envelope (MTOM), sent to and answered by another implementation, Eclipse Metro. */
class FilesBesideEnvelopesTest {

    private static final String YAML = """
            service: lab
            title: {en: Archive}
            settings: {base-url: {type: url, required: true, on-off: true}, archive: {type: url}}
            doors: {soap: {url: "{settings.archive}", media: multipart/related}}
            errors:
              - {when: any, then: park}
            operations:
              lab.report:
                kind: submission
                attachments: {report: {most: 5MB, media: application/pdf}}
                submit:
                  request: POST /archive
                  headers: {Content-Type: 'application/soap+xml; action="urn:archive#store"'}
                  body:
                    s:Envelope:
                      "@xmlns:s": {text: "http://www.w3.org/2003/05/soap-envelope"}
                      s:Body:
                        a:store:
                          "@xmlns:a": {text: "urn:archive"}
                          name: .name
                          document: .report
                  unsure: park
                  answer: [{when: {status: 200, is: .Envelope.Body.storeResponse.copy}, then: done, result: {copy: .Envelope.Body.storeResponse.copy}}]
            """;

    private LabFixture lab;
    private Endpoint endpoint;
    private final Archive archive = new Archive();

    /** A repository of documents that returns what it stored. */
    @MTOM(threshold = 0)
    @BindingType(SOAPBinding.SOAP12HTTP_BINDING)
    @WebService(targetNamespace = "urn:archive")
    public static class Archive {
        final AtomicReference<String> named = new AtomicReference<>();
        final AtomicReference<byte[]> stored = new AtomicReference<>();
        final AtomicReference<String> type = new AtomicReference<>();

        @Resource
        private WebServiceContext call;

        @WebMethod(action = "urn:archive#store")
        @WebResult(name = "copy")
        public byte[] store(@WebParam(name = "name") String name, @WebParam(name = "document") byte[] document) {
            named.set(name);
            Map<?, ?> headers = (Map<?, ?>) call.getMessageContext().get(MessageContext.HTTP_REQUEST_HEADERS);
            type.set(String.valueOf(headers.get("Content-Type")));
            stored.set(document);
            return document;
        }
    }

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        try (ServerSocket free = new ServerSocket(0)) {
            String address = "http://127.0.0.1:" + free.getLocalPort();
            free.close();
            endpoint = Endpoint.publish(address + "/archive", archive);
            lab = new LabFixture(
                    folder,
                    YAML,
                    request -> null,
                    new org.hospitalhub.tls.Identities(new org.hospitalhub.tls.keys.IdentitySettings(Map.of())),
                    Map.of("hub.lab.archive", address));
        }
    }

    @AfterEach
    void stop() {
        lab.close();
        endpoint.stop();
    }

    @Test
    void aFileArrivesWithItsBytesAndComesBack() throws Exception {
        byte[] file = new byte[1_000_000];
        new Random(1).nextBytes(file);
        System.arraycopy("%PDF-1.7".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, file, 0, 8);
        String base64 = Base64.getEncoder().encodeToString(file);
        Order order = lab.accept(
                "lab.report",
                "{\"name\":\"Ада\",\"report\":{\"base64\":\"" + base64 + "\",\"media\":\"application/pdf\"}}");
        Order end = lab.end(order);
        assertThat(end.state()).isEqualTo(State.COMPLETED);
        assertThat(archive.type.get()).contains("multipart/related").contains("action=\"urn:archive#store\"");
        assertThat(archive.named.get()).isEqualTo("Ада");
        assertThat(archive.stored.get()).isEqualTo(file);
        assertThat(lab.result(order).path("copy").asText()).isEqualTo(base64);
    }
}
