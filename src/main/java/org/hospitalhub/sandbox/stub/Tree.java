package org.hospitalhub.sandbox.stub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

/** Reads bodies of all media types as JSON trees, and writes them. */
final class Tree {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final CSVFormat ROWS =
            CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();

    private Tree() {}

    /** Reads a body; one that is neither JSON nor XML, form or CSV becomes the field {@code text}. */
    static JsonNode read(String media, byte[] body) throws IOException {
        String text = new String(body, charset(media));
        String type = type(media);
        if (type.equals("multipart/form-data")) {
            return MultipartTree.read(media, body);
        }
        if (type.endsWith("json")) {
            return JSON.readTree(body);
        }
        if (type.endsWith("xml") || type.equals(SoapParts.MEDIA)) {
            return XmlTree.read(body);
        }
        return switch (type) {
            case "application/x-www-form-urlencoded" -> form(text);
            case "text/csv" -> csv(text);
            default -> NODES.objectNode().put("text", text);
        };
    }

    /** Writes a tree; a text is written as it is. */
    static byte[] write(String media, JsonNode tree) {
        Charset charset = charset(media);
        if (tree.isTextual()) {
            return tree.textValue().getBytes(charset);
        }
        if (tree.isMissingNode() || tree.isNull()) {
            return new byte[0];
        }
        String type = type(media);
        String text;
        if (type.endsWith("xml")) {
            text = XmlTree.write(tree, charset);
        } else if (type.equals("application/x-www-form-urlencoded")) {
            text = tree.propertyStream()
                    .map(one ->
                            encoded(one.getKey()) + "=" + encoded(one.getValue().asText()))
                    .collect(Collectors.joining("&"));
        } else if (type.equals("text/csv") && tree.isArray()) {
            text = csv(tree);
        } else if (type.endsWith("ndjson") && tree.isArray()) {
            text = tree.valueStream().map(JsonNode::toString).collect(Collectors.joining("\n", "", "\n"));
        } else {
            text = tree.toString();
        }
        return text.getBytes(charset);
    }

    static String type(String media) {
        return media.replaceFirst(";.*", "").strip().toLowerCase(java.util.Locale.ROOT);
    }

    /** Returns the charset that a media type names, else UTF-8. */
    static Charset charset(String media) {
        int at = media.toLowerCase(java.util.Locale.ROOT).indexOf("charset=");
        try {
            return at < 0
                    ? StandardCharsets.UTF_8
                    : Charset.forName(media.substring(at + 8).replaceAll("[\"; ].*|\"", ""));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return StandardCharsets.UTF_8;
        }
    }

    private static JsonNode form(String text) {
        ObjectNode form = NODES.objectNode();
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                form.put(
                        URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return form;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static JsonNode csv(String text) throws IOException {
        ArrayNode rows = NODES.arrayNode();
        String head = text.lines().findFirst().orElse("");
        char separator = head.contains(";") ? ';' : head.contains("\t") ? '\t' : ',';
        CSVFormat format = ROWS.builder().setDelimiter(separator).get();
        try (CSVParser parser = CSVParser.parse(new StringReader(text), format)) {
            for (CSVRecord row : parser) {
                rows.add(JSON.valueToTree(row.toMap()));
            }
        }
        return rows;
    }

    private static String csv(JsonNode rows) {
        StringWriter text = new StringWriter();
        try (CSVPrinter printer = new CSVPrinter(text, CSVFormat.DEFAULT)) {
            if (!rows.isEmpty()) {
                printer.printRecord((Object[]) rows.get(0)
                        .propertyStream()
                        .map(java.util.Map.Entry::getKey)
                        .toArray(String[]::new));
            }
            for (JsonNode row : rows) {
                printer.printRecord((Object[]) row.propertyStream()
                        .map(cell -> cell.getValue().asText())
                        .toArray(String[]::new));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return text.toString();
    }
}
