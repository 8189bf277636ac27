package org.hospitalhub.sandbox.stub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.Charset;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Reads and writes XML as a tree: an element is a key, an attribute {@code @name}, text beside attributes {@code #text}, repeated
 * elements are an array; prefixes are dropped.
 */
final class XmlTree {

    private static final int DEPTH = 100;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private XmlTree() {}

    static JsonNode read(byte[] xml) throws IOException {
        Element root = document(xml).getDocumentElement();
        ObjectNode tree = NODES.objectNode();
        tree.set(name(root), node(root, 0));
        return tree;
    }

    /** Returns the document; DTD and external entities are not read. */
    static Document document(byte[] xml) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setNamespaceAware(true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(new ByteArrayInputStream(xml));
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("the body is not XML");
        }
    }

    static String write(JsonNode tree, Charset charset) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
            xml.writeStartDocument(charset.name(), "1.0");
            String root = tree.fieldNames().hasNext() ? tree.fieldNames().next() : "empty";
            element(xml, root, tree.path(root));
            xml.writeEndDocument();
            xml.flush();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("the example's answer cannot be written as XML", e);
        }
        return text.toString();
    }

    private static JsonNode node(Element element, int depth) throws IOException {
        if (depth > DEPTH) {
            throw new IOException("the XML is nested more than " + DEPTH + " times");
        }
        ObjectNode tree = NODES.objectNode();
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            Node attribute = element.getAttributes().item(i);
            if (!attribute.getNodeName().startsWith("xmlns")) {
                tree.put("@" + name(attribute), attribute.getNodeValue());
            }
        }
        NodeList children = element.getChildNodes();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < children.getLength(); i++) {
            if (children.item(i) instanceof Element child) {
                add(tree, name(child), node(child, depth + 1));
            } else if (children.item(i).getNodeType() == Node.TEXT_NODE
                    || children.item(i).getNodeType() == Node.CDATA_SECTION_NODE) {
                text.append(children.item(i).getNodeValue());
            }
        }
        if (tree.isEmpty()) {
            return NODES.textNode(text.toString().strip());
        }
        return text.toString().isBlank()
                ? tree
                : tree.put("#text", text.toString().strip());
    }

    private static void add(ObjectNode tree, String name, JsonNode value) {
        JsonNode present = tree.get(name);
        if (present == null) {
            tree.set(name, value);
        } else if (present instanceof ArrayNode several) {
            several.add(value);
        } else {
            tree.set(name, NODES.arrayNode().add(present).add(value));
        }
    }

    private static String name(Node node) {
        return node.getLocalName() == null ? node.getNodeName() : node.getLocalName();
    }

    private static void element(XMLStreamWriter xml, String name, JsonNode value) throws XMLStreamException {
        if (value.isArray()) {
            for (JsonNode one : value) {
                element(xml, name, one);
            }
            return;
        }
        xml.writeStartElement(name);
        for (var field : value.properties()) {
            if (field.getKey().startsWith("@")) {
                xml.writeAttribute(field.getKey().substring(1), field.getValue().asText());
            }
        }
        for (var field : value.properties()) {
            if (field.getKey().equals("#text")) {
                xml.writeCharacters(field.getValue().asText());
            } else if (!field.getKey().startsWith("@")) {
                element(xml, field.getKey(), field.getValue());
            }
        }
        if (value.isValueNode() && !value.isNull()) {
            xml.writeCharacters(value.asText());
        }
        xml.writeEndElement();
    }
}
