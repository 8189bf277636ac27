package org.hospitalhub.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.xml.parsers.DocumentBuilderFactory;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.State;
import org.hospitalhub.service.engine.LabFixture.Answer;
import org.hospitalhub.service.engine.LabFixture.Asked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** A service whose log-in is a SOAP call, and whose sessions are known by elements in the header of each envelope (eWUŚ). */
class SoapSessionTest {

    private static final String LAB = """
            service: lab
            settings: {base-url: {type: url, required: true, on-off: true}, token: {type: secret, required: true}}
            doors:
              api:
                url: "{settings.base-url}"
                media: application/xml
                auth:
                  kind: session
                  request: POST /login
                  media: text/xml
                  body:
                    e:Envelope:
                      "@xmlns:e": {text: "http://schemas.xmlsoap.org/soap/envelope/"}
                      e:Body: {login: {"@xmlns": {text: "urn:auth"}, item: [{name: login, value: HIS}, {name: password, value: {text: "{settings.token}"}}]}}
                  find: '.Envelope.Header.session."@id" + "|" + .Envelope.Header.authToken."@id"'
                  soap-header:
                    c:session: {"@xmlns:c": {text: "urn:common"}, "@id": 'split($token, "[|]")[0]'}
                    c:authToken: {"@xmlns:c": {text: "urn:common"}, "@id": 'split($token, "[|]")[1]'}
                  ended: {status: [500], says: SessionException}
            errors: [{when: any, then: park, code: LAB_UNEXPECTED}]
            operations:
              lab.order:
                kind: ask
                step:
                  request: POST /orders
                  body: {e:Envelope: {"@xmlns:e": {text: "http://schemas.xmlsoap.org/soap/envelope/"}, e:Body: {Ask: {name: .name}}}}
                  unsure: park
                  answer: [{when: {status: 200, is: .Envelope.Body.number}, then: done, result: {number: .Envelope.Body.number}}]
            """;

    @TempDir
    private Path folder;

    private final AtomicInteger logIns = new AtomicInteger();

    private Answer answered(Asked asked) {
        if (asked.line().endsWith("/login")) {
            int n = logIns.incrementAndGet();
            assertThat(asked.text()).contains("<name>password</name><value>secret</value>");
            return soap(200, "<s:Header><session id=\"S" + n + "\"/><authToken id=\"T" + n + "\"/></s:Header>");
        }
        assertThat(asked.headers().toString()).doesNotContain("S1", "S2");
        return attribute(asked, "session").equals("S2")
                        && attribute(asked, "authToken").equals("T2")
                ? soap(200, "<s:Body><number>7</number></s:Body>")
                : soap(500, "<s:Body><s:Fault><faultstring>SessionExceptionMsg</faultstring></s:Fault></s:Body>");
    }

    private static Answer soap(int status, String inside) {
        return new Answer(
                status,
                "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\">" + inside + "</s:Envelope>",
                Map.of("Content-Type", "text/xml"));
    }

    /** Returns the attribute id of an element of the header, as the JDK reads it. */
    private static String attribute(Asked asked, String name) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setNamespaceAware(true);
            Node header = factory.newDocumentBuilder()
                    .parse(new ByteArrayInputStream(asked.body()))
                    .getElementsByTagNameNS("http://schemas.xmlsoap.org/soap/envelope/", "Header")
                    .item(0);
            return ((Element) ((Element) header)
                            .getElementsByTagNameNS("urn:common", name)
                            .item(0))
                    .getAttribute("id");
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Test
    void aSessionThatAFaultEndsIsReplacedAndTheCallRepeatedWithTheNewOne() throws Exception {
        try (LabFixture lab = new LabFixture(folder, LAB, this::answered)) {
            Order order = lab.end(lab.accept("lab.order", "{\"name\":\"Ada\"}"));

            assertThat(order.state()).as(String.valueOf(order.problem())).isEqualTo(State.COMPLETED);
            assertThat(lab.seen())
                    .containsExactly("POST /api/login", "POST /api/orders", "POST /api/login", "POST /api/orders");
        }
    }
}
