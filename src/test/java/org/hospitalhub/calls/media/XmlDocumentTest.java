package org.hospitalhub.calls.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/** Elements that leave their document and enter another one, as the JDK reads them there. */
class XmlDocumentTest {

    /** Returns what a body is that has the text within elements of another namespace. */
    private static String inserted(String xml) {
        var body = JsonNodeFactory.instance.objectNode();
        body.putObject("Envelope")
                .put("@xmlns", "urn:outer")
                .putObject("Header")
                .put("#xml", xml);
        return new String(BodyWriter.write(body, Media.XML, StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static Element first(String xml, String name) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setNamespaceAware(true);
        return (Element) factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
                .getElementsByTagNameNS("*", name)
                .item(0);
    }

    @Test
    void anElementTakesTheNamespacesOfItsPlaceWithIt() {
        String found = XmlDocument.element(
                        "<a:x xmlns:a='urn:a' xmlns:b='urn:b'><y xmlns:b='urn:near'><a:z t='b:w'> &lt;1&gt; </a:z></y></a:x>",
                        "z")
                .orElseThrow();

        assertThat(found).isEqualTo("<a:z xmlns:a=\"urn:a\" xmlns:b=\"urn:near\" t=\"b:w\"> &lt;1&gt; </a:z>");
    }

    @Test
    void aDocumentKeepsItsNamespaceInAnotherOne() throws Exception {
        String sent = inserted("<?xml version='1.0' encoding='windows-1251'?>\n<!-- c --><a><b>Ї</b></a>");

        assertThat(first(sent, "b").getNamespaceURI()).isNull();
        assertThat(first(sent, "b").getTextContent()).isEqualTo("Ї");
    }

    @Test
    void aDefaultNamespaceOfItsOwnStays() throws Exception {
        assertThat(first(inserted("<a xmlns='urn:own'><b/></a>"), "b").getNamespaceURI())
                .isEqualTo("urn:own");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no XML",
                "<a>",
                "<a/><b/>",
                "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>"
            })
    void anotherTextIsNotSent(String text) {
        assertThatExceptionOfType(UnwritableException.class)
                .isThrownBy(() -> inserted(text))
                .withMessageContaining("#xml");
    }

    @Test
    void anElementThatIsNotThereIsNotFound() {
        assertThat(XmlDocument.element("<a/>", "b")).isEmpty();
        assertThat(XmlDocument.element("{}", "b")).isEmpty();
    }
}
