package org.hospitalhub.nhif;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hospitalhub.calls.media.Charsets;
import org.hospitalhub.calls.media.Media;
import org.hospitalhub.ledger.Operation.Attachments;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Reads the document of a submission: JSON as it is, a text (XML, or whatever the catalogue says),
 * {@code {"base64","contentType"}}, or {@code {"file"}} beside the order.
 */
final class DocumentCheck {

    private static final String PATH = "$.body";
    private static final Pattern MEDIA_TYPE = Pattern.compile(
            "[\\w!#$&^.+-]{1,100}/[\\w!#$&^.+-]{1,100}(\\s*;\\s*[\\w-]{1,50}=\"?[\\w.:+-]{1,100}\"?){0,5}");
    private static final Map<String, String> BY_ENDING = Map.of(
            "json", "application/json",
            "xml", "application/xml",
            "pdf", "application/pdf",
            "txt", "text/plain",
            "csv", "text/csv",
            "zip", "application/zip");

    private final DataSize limit;
    private final List<Finding> findings;

    DocumentCheck(DataSize limit, List<Finding> findings) {
        this.limit = limit;
        this.findings = findings;
    }

    /** Returns the document as it is stored; null where there is none. */
    @Nullable
    JsonNode read(
            @Nullable JsonNode body, Optional<CatalogueEntry> entry, Attachments attachments, boolean submission) {
        if (body == null || body.isNull()) {
            if (submission) {
                findings.add(required());
            }
            return null;
        }
        if (!submission) {
            findings.add(notAllowed());
            return null;
        }
        if (body.path("file").isTextual() && isOnly(body, "file")) {
            return file(body, entry, attachments);
        }
        if (body.has("base64") && isOnly(body, "base64")) {
            return bytes(body, entry);
        }
        if (body.isTextual()) {
            return text(body.asText(), entry);
        }
        if (!body.isContainerNode()) {
            findings.add(Finding.error("BODY_TYPE", PATH, Wording.of("BODY_TYPE")));
            return null;
        }
        limit(body.toString().getBytes(StandardCharsets.UTF_8).length);
        return body;
    }

    /** Returns a text in the charset that its media type or its XML declaration names, as answers are read. */
    private @Nullable JsonNode text(String text, Optional<CatalogueEntry> entry) {
        String type = entry.map(CatalogueEntry::contentType)
                .filter(said -> !Media.bare(said).endsWith("json"))
                .orElseGet(() -> guess(text.stripLeading()));
        Charset charset = Charsets.said(type, text.getBytes(StandardCharsets.UTF_8));
        try {
            ByteBuffer encoded = charset.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return document(JsonNodeFactory.instance.objectNode(), bytes, type);
        } catch (CharacterCodingException unknown) {
            findings.add(Finding.error("BODY_CHARSET", PATH, Wording.of("BODY_CHARSET", charset.name())));
            return null;
        }
    }

    private static String guess(String text) {
        if (text.startsWith("<")) {
            return "application/xml";
        }
        return text.startsWith("{") || text.startsWith("[") ? "application/json" : "text/plain; charset=UTF-8";
    }

    private @Nullable JsonNode file(JsonNode body, Optional<CatalogueEntry> entry, Attachments attachments) {
        String name = body.path("file").asText();
        Optional<byte[]> content = attachments.read(name);
        if (content.isEmpty()) {
            findings.add(Finding.error("FILE_MISSING", "$.body.file", Wording.of("FILE_MISSING.beside")));
            return null;
        }
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String guess = Optional.ofNullable(BY_ENDING.get(ending))
                .or(() -> entry.map(CatalogueEntry::contentType))
                .orElse("application/octet-stream");
        return document(body, content.get(), guess);
    }

    private @Nullable JsonNode bytes(JsonNode body, Optional<CatalogueEntry> entry) {
        if (body.path("contentType").isMissingNode() && entry.isEmpty()) {
            findings.add(Finding.error("REQUIRED", "$.body.contentType", Wording.of("REQUIRED.media-type")));
        }
        try {
            byte[] content =
                    Base64.getMimeDecoder().decode(strict(body.path("base64").asText()));
            return document(
                    body, content, entry.map(CatalogueEntry::contentType).orElse("application/octet-stream"));
        } catch (IllegalArgumentException e) {
            findings.add(Finding.error("BASE64", "$.body.base64", Wording.of("BASE64.rfc")));
            return null;
        }
    }

    private JsonNode document(JsonNode body, byte[] content, String guess) {
        String type = body.path("contentType").asText(guess);
        if (!MEDIA_TYPE.matcher(type).matches()) {
            findings.add(Finding.error("MEDIA_TYPE", "$.body.contentType", Wording.of("MEDIA_TYPE")));
        }
        if (content.length == 0) {
            findings.add(Finding.error("REQUIRED", PATH, Wording.of("REQUIRED.document-empty")));
        }
        limit(content.length);
        return JsonNodeFactory.instance
                .objectNode()
                .put("base64", Base64.getEncoder().encodeToString(content))
                .put("contentType", type);
    }

    private void limit(long length) {
        if (length > limit.toBytes()) {
            findings.add(Finding.error("BODY_TOO_LARGE", PATH, Wording.of("BODY_TOO_LARGE", length, limit.toBytes())));
        }
    }

    /**
     * Returns the base64 text, or throws for other characters: the MIME decoder accepts line breaks, but silently skips
     * everything else that is not base64.
     */
    private static String strict(String base64) {
        if (!base64.matches("[A-Za-z0-9+/=\\s]*")) {
            throw new IllegalArgumentException("not base64");
        }
        return base64;
    }

    private static boolean isOnly(JsonNode body, String field) {
        return body.has(field) && (body.size() == 1 || (body.size() == 2 && body.has("contentType")));
    }

    private static Finding required() {
        return Finding.error("REQUIRED", PATH, Wording.of("REQUIRED.document"));
    }

    private static Finding notAllowed() {
        return Finding.error("BODY_NOT_ALLOWED", PATH, Wording.of("BODY_NOT_ALLOWED"));
    }
}
