package org.hospitalhub.calls.media;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.NameValuePair;
import org.apache.james.mime4j.stream.RawBody;
import org.apache.james.mime4j.stream.RawField;
import org.apache.james.mime4j.stream.RawFieldParser;

/**
 * A document and the files that it refers to, in one body (RFC 2387). Written as SOAP with files beside the envelope (MTOM, XOP
 * 1.0); read in any form.
 *
 * @param root the document
 * @param files parts that it refers to
 */
public record MultipartRelated(Part root, List<Part> files) {

    private static final int MOST_PARTS = 1_000;
    private static final String ROOT = "root@hospital-hub";
    private static final String XOP = "application/xop+xml";
    private static final String SOAP = "application/soap+xml";
    private static final Pattern ACTION = Pattern.compile("(?i);\\s*action=(\"[^\"]*\"|[^;\\s]+)");
    private static final MimeConfig STRICT = new MimeConfig.Builder()
            .setStrictParsing(true)
            .setMaxLineLen(-1)
            .setMaxContentLen(-1)
            .build();

    /**
     * A part.
     *
     * @param id its Content-ID without angle brackets, empty for none
     * @param type its Content-Type, empty for none
     * @param content its bytes, decoded
     */
    public record Part(String id, String type, byte[] content) {
        /** Hides the content. */
        @Override
        public String toString() {
            return "part of " + content.length + " bytes";
        }
    }

    /** Copies the list. */
    public MultipartRelated {
        files = List.copyOf(files);
    }

    /**
     * Returns the header Content-Type of a request.
     *
     * @param envelope media type of the envelope, SOAP 1.2 unless given; its {@code action} is repeated
     */
    public static String type(String envelope, String boundary) {
        Matcher action = ACTION.matcher(envelope);
        return Media.RELATED.type() + "; type=\"" + XOP + "\"; boundary=\"" + boundary + "\"; start=\"<" + ROOT
                + ">\"; start-info=\"" + bare(envelope) + "\"" + (action.find() ? "; action=" + action.group(1) : "");
    }

    /**
     * Returns the message for a tree: XML in which each file (an object with {@code base64}) is an element that refers to a part.
     *
     * @param envelope as for {@link #type}
     * @throws UnwritableException when the tree cannot be written as XML, or a file is not base64
     */
    public static MultipartRelated of(JsonNode tree, Charset charset, String envelope) {
        List<Part> files = new ArrayList<>();
        byte[] xml = XmlWriter.write(XopIncludes.written(tree, files), charset);
        String type = XOP + "; charset=" + charset.name() + "; type=\"" + bare(envelope) + "\"";
        return new MultipartRelated(new Part(ROOT, type, xml), files);
    }

    private static String bare(String envelope) {
        String type = Media.bare(envelope);
        return type.equals(Media.RELATED.type()) ? SOAP : type;
    }

    /**
     * Reads a body.
     *
     * @param contentType the header, with the boundary and perhaps the root
     * @return the message; empty when it is cut off or otherwise wrong
     */
    public static Optional<MultipartRelated> read(String contentType, byte[] body) {
        try {
            List<Part> parts = parts(contentType, body);
            String start = parameter(contentType, "start").orElse("");
            Optional<Part> root = parts.stream()
                    .filter(part -> start.isEmpty() || part.id().equals(unbracketed(start)))
                    .findFirst();
            return root.map(found -> new MultipartRelated(
                    found, parts.stream().filter(part -> part != found).toList()));
        } catch (IOException | MimeException wrong) {
            return Optional.empty();
        }
    }

    private static List<Part> parts(String contentType, byte[] body) throws IOException, MimeException {
        String end = "--" + parameter(contentType, "boundary").orElse("") + "--";
        // The reader takes the end of the body for that of the last part.
        if (!new String(body, StandardCharsets.ISO_8859_1).contains("\n" + end)) {
            throw new IOException("cut off");
        }
        MimeTokenStream in = new MimeTokenStream(STRICT);
        in.parseHeadless(new ByteArrayInputStream(body), contentType);
        List<Part> parts = new ArrayList<>();
        String id = "";
        String type = "";
        for (EntityState state = in.getState(); state != EntityState.T_END_OF_STREAM; state = in.next()) {
            switch (state) {
                case T_START_HEADER -> {
                    id = "";
                    type = "";
                }
                case T_FIELD -> {
                    Field field = in.getField();
                    id = field.getName().equalsIgnoreCase("Content-ID") ? unbracketed(field.getBody()) : id;
                    type = field.getName().equalsIgnoreCase("Content-Type")
                            ? field.getBody().strip()
                            : type;
                }
                case T_BODY -> {
                    if (parts.size() == MOST_PARTS) {
                        throw new IOException("too many parts");
                    }
                    parts.add(new Part(id, type, in.getDecodedInputStream().readAllBytes()));
                }
                default -> {
                    // preamble, epilogue, beginnings and ends
                }
            }
        }
        return parts;
    }

    private static Optional<String> parameter(String contentType, String name) {
        RawBody header = RawFieldParser.DEFAULT.parseRawBody(new RawField("Content-Type", contentType));
        return header.getParams().stream()
                .filter(parameter -> parameter.getName().equalsIgnoreCase(name))
                .map(NameValuePair::getValue)
                .findFirst();
    }

    private static String unbracketed(String id) {
        return id.strip().replaceAll("^<|>$", "");
    }

    /**
     * Returns the file of a reference, in base64.
     *
     * @param reference {@code cid:} and an id (RFC 2392)
     * @return the file, empty when it is missing
     */
    public Optional<String> file(String reference) {
        String id = URLDecoder.decode(reference.replaceFirst("^cid:", "").replace("+", "%2B"), StandardCharsets.UTF_8);
        return files.stream().filter(part -> part.id().equals(id)).findFirst().map(part -> Base64.getEncoder()
                .encodeToString(part.content()));
    }

    /** Returns this message with another document. */
    public MultipartRelated with(byte[] document) {
        return new MultipartRelated(new Part(root.id(), root.type(), document), files);
    }

    /**
     * Returns the body of a request.
     *
     * @param boundary text that nobody who writes a part can know
     */
    public byte[] written(String boundary) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(out, boundary, root);
        files.forEach(file -> write(out, boundary, file));
        ascii(out, "--" + boundary + "--\r\n");
        return out.toByteArray();
    }

    /** Returns the boundary that a request of {@link #type} names. */
    public static String boundary(String contentType) {
        return parameter(contentType, "boundary").orElseThrow();
    }

    private static void write(ByteArrayOutputStream out, String boundary, Part part) {
        ascii(
                out,
                "--" + boundary + "\r\nContent-Type: " + part.type()
                        + "\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <" + part.id() + ">\r\n\r\n");
        out.writeBytes(part.content());
        ascii(out, "\r\n");
    }

    private static void ascii(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
}
