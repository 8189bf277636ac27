package org.hospitalhub.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.rules.FileContent;
import org.hospitalhub.rules.Findings;
import org.hospitalhub.rules.Wording;

/** The two documents of a contract request (eHealth contract §1.5). */
enum ContractDocument {
    STATUTE("statute", "statute_md5", "statute_url"),
    ADDITIONAL("additional_document", "additional_document_md5", "additional_document_url");

    private final String field;
    private final String md5Field;
    private final String urlField;

    ContractDocument(String field, String md5Field, String urlField) {
        this.field = field;
        this.md5Field = md5Field;
        this.urlField = urlField;
    }

    String field() {
        return field;
    }

    String md5Field() {
        return md5Field;
    }

    String urlField() {
        return urlField;
    }

    /** Returns its path in the payload. */
    String path() {
        return "$.documents." + field;
    }

    /** Reads the bytes out of the order or beside it; what is wrong becomes findings. */
    Optional<byte[]> read(JsonNode documents, Operation.Attachments beside, int most, Findings findings) {
        JsonNode given = documents.path(field);
        boolean one = given.isObject() && given.size() == 1;
        if (!one || !(given.path("base64").isTextual() || given.path("path").isTextual())) {
            findings.error(
                    "DOCUMENT_MISSING",
                    path(),
                    Wording.of("DOCUMENT_MISSING", "{\"path\": \"name.pdf\"}", "{\"base64\": \"…\"}"));
            return Optional.empty();
        }
        Optional<byte[]> bytes = given.has("path")
                ? besideOrder(given.path("path").asText(), beside, findings)
                : decoded(given, findings);
        bytes.ifPresent(document -> checkContent(document, most, findings));
        return bytes;
    }

    private Optional<byte[]> besideOrder(String name, Operation.Attachments beside, Findings findings) {
        Optional<byte[]> bytes = beside.read(name);
        if (bytes.isEmpty()) {
            findings.error("DOCUMENT_NOT_FOUND", path() + ".path", Wording.of("DOCUMENT_NOT_FOUND"));
        }
        return bytes;
    }

    private Optional<byte[]> decoded(JsonNode given, Findings findings) {
        Optional<byte[]> bytes = FileContent.decoded(given.path("base64").asText());
        if (bytes.isEmpty()) {
            findings.error("DOCUMENT_NOT_BASE64", path() + ".base64", Wording.of("DOCUMENT_NOT_BASE64"));
        }
        return bytes;
    }

    private void checkContent(byte[] document, int most, Findings findings) {
        if (document.length == 0) {
            findings.error("DOCUMENT_EMPTY", path(), Wording.of("DOCUMENT_EMPTY"));
        } else if (document.length > most) {
            findings.error("DOCUMENT_TOO_LARGE", path(), Wording.of("DOCUMENT_TOO_LARGE", most));
        } else if (!FileContent.isPdf(document)) {
            findings.error("DOCUMENT_NOT_PDF", path(), Wording.of("DOCUMENT_NOT_PDF"));
        }
    }

    /** Hashes as the storage does: MD5 in lower-case hex. */
    static String md5(byte[] bytes) {
        return DigestUtils.md5Hex(bytes);
    }
}
