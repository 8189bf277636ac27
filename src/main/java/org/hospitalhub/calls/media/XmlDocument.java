package org.hospitalhub.calls.media;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** Reads and writes XML documents to which something is added, and elements that leave their document unchanged. */
public final class XmlDocument {

    private static final int LARGEST = 5_000_000;
    private static final String XMLNS = XMLConstants.XMLNS_ATTRIBUTE_NS_URI;

    private XmlDocument() {}

    /**
     * Reads a document.
     *
     * @throws IllegalArgumentException when it is not XML, is too large, or has a document type; the message contains nothing of
     *     it
     */
    public static Document read(byte[] xml) {
        if (xml.length > LARGEST) {
            throw new IllegalArgumentException("The XML document is too large.");
        }
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setNamespaceAware(true);
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(new ByteArrayInputStream(xml));
        } catch (SAXException | IOException noXml) {
            throw new IllegalArgumentException("What should be an XML document is no XML, or has a document type.");
        } catch (ParserConfigurationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Returns the bytes of a document, in the charset that it declares. */
    public static byte[] written(Document document) throws TransformerException {
        Transformer transformer = transformer();
        transformer.setOutputProperty(
                OutputKeys.ENCODING, Objects.requireNonNullElse(document.getXmlEncoding(), "UTF-8"));
        document.setXmlStandalone(true);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        transformer.transform(new DOMSource(document), new StreamResult(out));
        return out.toByteArray();
    }

    /**
     * Returns an element of an XML text as a text of its own, with the namespaces that its place declares for it: signatures
     * of it stay right, also where prefixes stand in values only.
     *
     * @param name local name; the first such element counts
     * @return empty when the text is no XML, or has no such element
     */
    public static Optional<String> element(String text, String name) {
        return parsed(text)
                .map(document ->
                        (Element) document.getElementsByTagNameNS("*", name).item(0))
                .map(found -> {
                    declareInherited(found);
                    return text(found);
                });
    }

    /** Declares for an element what the elements that it is in declare, the nearest first. */
    private static void declareInherited(Element inner) {
        for (Node around = inner.getParentNode(); around instanceof Element outer; around = outer.getParentNode()) {
            declare(outer, inner);
        }
    }

    private static void declare(Element outer, Element inner) {
        NamedNodeMap attributes = outer.getAttributes();
        for (int i = 0; i < attributes.getLength(); i++) {
            Attr declared = (Attr) attributes.item(i);
            if (XMLNS.equals(declared.getNamespaceURI()) && !inner.hasAttribute(declared.getName())) {
                inner.setAttributeNS(XMLNS, declared.getName(), declared.getValue());
            }
        }
    }

    /**
     * Returns an XML text so that it may stand in any element of another document: without its declaration, and without taking
     * over a namespace of its place.
     *
     * @throws UnwritableException when it is no XML, exceeds a bound, or has a document type
     */
    static String inner(String text) {
        Element root = parsed(text)
                .orElseThrow(
                        () -> new UnwritableException("#xml is the text of an XML document, and this text is none"))
                .getDocumentElement();
        // The JDK's writer leaves this declaration out.
        return root.hasAttribute(XMLConstants.XMLNS_ATTRIBUTE)
                ? text(root)
                : text(root).replaceFirst("^<[^\\s/>]+", "$0 xmlns=\"\"");
    }

    /** Returns the document of a text, whatever charset it declares; empty when it is none, or exceeds a bound. */
    private static Optional<Document> parsed(String text) {
        if (XmlReader.read(text.strip()).isEmpty()) {
            return Optional.empty();
        }
        byte[] plain = text.strip().replaceFirst("(?s)^<\\?xml\\s.*?\\?>", "").getBytes(StandardCharsets.UTF_8);
        return plain.length > LARGEST ? Optional.empty() : Optional.of(read(plain));
    }

    private static String text(Element element) {
        try {
            Transformer transformer = transformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            StringWriter out = new StringWriter();
            transformer.transform(new DOMSource(element), new StreamResult(out));
            return out.toString();
        } catch (TransformerException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Transformer transformer() throws TransformerException {
        TransformerFactory factory = TransformerFactory.newDefaultInstance();
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_STYLESHEET, "");
        return factory.newTransformer();
    }
}
