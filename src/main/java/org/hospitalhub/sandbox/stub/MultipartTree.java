package org.hospitalhub.sandbox.stub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code multipart/form-data}: each part is a field; one with a file name is {@code {"base64"}}, with its name if it has one of its own. */
final class MultipartTree {

    private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)\"?");
    private static final Pattern NAME = Pattern.compile("(?i)[; ]name=\"([^\"]*)\"");
    private static final Pattern FILE = Pattern.compile("(?i)filename=\"([^\"]*)\"");
    private static final ObjectMapper JSON = new ObjectMapper();

    private MultipartTree() {}

    static JsonNode read(String media, byte[] body) throws IOException {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        for (String part : parts(media, body)) {
            add(tree, part);
        }
        return tree;
    }

    /** Returns the parts with their headers, one character for each byte. */
    static List<String> parts(String media, byte[] body) throws IOException {
        Matcher boundary = BOUNDARY.matcher(media);
        if (!boundary.find()) {
            throw new IOException("a multipart body without boundary");
        }
        // One character for each byte, so that files stay as they are.
        String text = "\r\n" + new String(body, StandardCharsets.ISO_8859_1);
        String[] parts = text.split(Pattern.quote("\r\n--" + boundary.group(1)), -1);
        if (parts.length < 2 || !parts[parts.length - 1].startsWith("--")) {
            throw new IOException("a multipart body without end");
        }
        return List.of(parts).subList(1, parts.length - 1);
    }

    private static void add(ObjectNode tree, String part) throws IOException {
        int end = part.indexOf("\r\n\r\n");
        String head = end < 0
                ? ""
                : new String(part.substring(0, end).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        Matcher name = NAME.matcher(head);
        if (!name.find()) {
            throw new IOException("a part without name");
        }
        JsonNode value = value(head, name.group(1), part.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1));
        JsonNode before = tree.get(name.group(1));
        if (before instanceof ArrayNode list) {
            list.add(value);
        } else {
            tree.set(
                    name.group(1),
                    before == null ? value : tree.arrayNode().add(before).add(value));
        }
    }

    private static JsonNode value(String head, String name, byte[] content) throws IOException {
        Matcher file = FILE.matcher(head);
        if (file.find()) {
            ObjectNode read = JsonNodeFactory.instance.objectNode();
            if (!file.group(1).equals(name)) {
                read.put("name", file.group(1));
            }
            return read.put("base64", Base64.getEncoder().encodeToString(content));
        }
        return head.toLowerCase(java.util.Locale.ROOT).contains("content-type: application/json")
                ? JSON.readTree(content)
                : JsonNodeFactory.instance.textNode(new String(content, StandardCharsets.UTF_8));
    }
}
