package org.hospitalhub.calls.media;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.Charset;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Writes XML by the convention of {@link XmlReader}; {@code @xmlns} and {@code @xmlns:…} are namespaces, and {@code #xml} is the
 * text of a document that is inserted unchanged, as one that is signed must be.
 */
final class XmlWriter {

    private static final Pattern NAME =
            Pattern.compile("[\\p{L}_][\\p{L}\\p{N}\\p{M}._·-]*(:[\\p{L}_][\\p{L}\\p{N}\\p{M}._·-]*)?");
    private static final int DEEPEST = 100;

    private final StringBuilder out = new StringBuilder();

    private XmlWriter() {}

    static byte[] write(JsonNode tree, Charset charset) {
        if (!tree.isObject() || tree.size() != 1 || tree.elements().next().isArray()) {
            throw new UnwritableException("XML has one root element: the body must be an object with one field");
        }
        XmlWriter writer = new XmlWriter();
        writer.out
                .append("<?xml version=\"1.0\" encoding=\"")
                .append(charset.name())
                .append("\"?>");
        Map.Entry<String, JsonNode> root = tree.properties().iterator().next();
        writer.element(root.getKey(), root.getValue(), 1);
        return TextEncoder.bytes(writer.out.toString(), charset, "&#%d;"::formatted);
    }

    private void element(String name, JsonNode value, int depth) {
        if (depth > DEEPEST) {
            throw new UnwritableException("the body is nested too deeply");
        }
        out.append('<').append(checked(name));
        if (!value.isObject()) {
            content(value, name);
        } else {
            attributes(value);
            content(value, depth);
        }
        out.append("</").append(name).append('>');
    }

    private void attributes(JsonNode value) {
        value.properties().forEach(field -> {
            if (field.getKey().startsWith("@") && !field.getValue().isNull()) {
                out.append(' ').append(checked(field.getKey().substring(1))).append("=\"");
                escape(UnwritableException.scalar(field.getValue(), field.getKey()), true);
                out.append('"');
            }
        });
    }

    private void content(JsonNode value, String name) {
        out.append('>');
        if (!value.isNull()) {
            escape(UnwritableException.scalar(value, name), false);
        }
    }

    private void content(JsonNode value, int depth) {
        out.append('>');
        value.properties().forEach(field -> {
            if (field.getKey().equals("#text")) {
                escape(UnwritableException.scalar(field.getValue(), field.getKey()), false);
            } else if (field.getKey().equals("#xml")) {
                out.append(XmlDocument.inner(UnwritableException.scalar(field.getValue(), field.getKey())));
            } else if (!field.getKey().startsWith("@")) {
                JsonNode values = field.getValue();
                for (JsonNode one : values.isArray()
                        ? values
                        : JsonNodeFactory.instance.arrayNode().add(values)) {
                    if (!one.isNull()) {
                        element(field.getKey(), one, depth + 1);
                    }
                }
            }
        });
    }

    private static String checked(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new UnwritableException("a field's name cannot be the name of an XML element or attribute");
        }
        return name;
    }

    private void escape(String text, boolean attribute) {
        text.codePoints().forEach(one -> {
            switch (one) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append(attribute ? "&quot;" : "\"");
                case '\r' -> out.append("&#13;");
                case '\n', '\t' -> out.append(attribute ? "&#" + one + ";" : Character.toString(one));
                default -> out.appendCodePoint(allowed(one));
            }
        });
    }

    /** XML 1.0 §2.2. */
    private static int allowed(int one) {
        boolean character = one >= 0x20 && one != 0xFFFE && one != 0xFFFF && !(one >= 0xD800 && one <= 0xDFFF);
        if (!character) {
            throw new UnwritableException("the text has a control character, which XML cannot hold");
        }
        return one;
    }
}
