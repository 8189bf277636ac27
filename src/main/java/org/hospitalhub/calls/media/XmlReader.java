package org.hospitalhub.calls.media;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads XML as a JSON tree: an element is a key, an attribute is {@code @name}, text beside attributes or elements is {@code
 * #text}, repeated elements are an array, prefixes are dropped. Document types and entities other than XML's own five are
 * refused; depth and number of elements are bounded.
 */
final class XmlReader {

    private static final int DEEPEST = 100;
    private static final int MOST_NODES = 1_000_000;
    /** With many declarations the JDK's reader, which compares each with each, takes minutes. */
    private static final int MOST_NAMESPACES = 64;

    private static final String TEXT = "#text";

    private final XMLStreamReader in;
    private final Deque<Element> open = new ArrayDeque<>();
    private int nodes;

    private static final class Element {
        private final String name;
        private final ObjectNode fields = JsonNodeFactory.instance.objectNode();
        private final StringBuilder text = new StringBuilder();

        Element(String name) {
            this.name = name;
        }

        JsonNode value() {
            String own = text.toString().strip();
            if (fields.isEmpty()) {
                return TextNode.valueOf(own);
            }
            if (!own.isEmpty()) {
                fields.put(TEXT, own);
            }
            return fields;
        }
    }

    private XmlReader(XMLStreamReader in) {
        this.in = in;
    }

    /** Reads a document; empty when it is not XML, exceeds a bound, has a document type, or is a web page. */
    static Optional<JsonNode> read(String text) {
        if (NamespaceCount.exceeds(MOST_NAMESPACES, text)) {
            return Optional.empty();
        }
        try {
            XMLStreamReader in = factory().createXMLStreamReader(new StringReader(text));
            try {
                ObjectNode root = new XmlReader(in).document();
                if (root == null || root.fieldNames().next().equalsIgnoreCase("html")) {
                    return Optional.empty();
                }
                return Optional.of(root);
            } finally {
                in.close();
            }
        } catch (XMLStreamException | RuntimeException noXml) {
            // The JDK's reader throws any kind of exception on documents that are cut off.
            return Optional.empty();
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("nothing outside of the document is read");
        });
        return factory;
    }

    private @Nullable ObjectNode document() throws XMLStreamException {
        ObjectNode root = null;
        while (in.hasNext()) {
            switch (in.next()) {
                case XMLStreamConstants.START_ELEMENT -> start();
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> text();
                case XMLStreamConstants.END_ELEMENT -> root = end(root);
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new XMLStreamException("no document types, no entities");
                default -> {
                    // comments and processing instructions
                }
            }
        }
        return root;
    }

    private void start() throws XMLStreamException {
        if (open.size() >= DEEPEST) {
            throw new XMLStreamException("too deep");
        }
        Element element = new Element(in.getLocalName());
        for (int i = 0; i < in.getAttributeCount(); i++) {
            count();
            String name = "@" + in.getAttributeLocalName(i);
            String prefix = in.getAttributePrefix(i);
            // Two attributes of one name differ in their prefixes.
            element.fields.put(
                    element.fields.has(name) ? "@" + prefix + ":" + in.getAttributeLocalName(i) : name,
                    in.getAttributeValue(i));
        }
        count();
        open.push(element);
    }

    private void count() throws XMLStreamException {
        if (++nodes > MOST_NODES) {
            throw new XMLStreamException("too many elements");
        }
    }

    private void text() {
        Element element = open.peek();
        if (element != null) {
            element.text.append(in.getText());
        }
    }

    private @Nullable ObjectNode end(@Nullable ObjectNode root) {
        Element ended = open.pop();
        Element parent = open.peek();
        if (parent == null) {
            return JsonNodeFactory.instance.objectNode().set(ended.name, ended.value());
        }
        JsonNode before = parent.fields.get(ended.name);
        if (before == null) {
            parent.fields.set(ended.name, ended.value());
        } else if (before instanceof ArrayNode several) {
            several.add(ended.value());
        } else {
            parent.fields.putArray(ended.name).add(before).add(ended.value());
        }
        return root;
    }
}
