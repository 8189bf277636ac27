package org.hospitalhub.sandbox.ehealth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One try to create a contract request, right in everything until a case changes something. */
final class Attempt {

    static final byte[] STATUTE = "%PDF-1.4 statute".getBytes(StandardCharsets.UTF_8);
    static final byte[] ADDITIONAL = "%PDF-1.4 additional".getBytes(StandardCharsets.UTF_8);

    final RunningSandbox sandbox;
    final ObjectNode registry;
    final ObjectNode settings = Json.object();
    final Map<String, String> headers = new HashMap<>(RunningSandbox.MIS);
    ContractType type;
    ObjectNode content;
    String id = "";
    boolean uploads = true;
    TestKey signer;
    byte[] signedContent = new byte[0];
    ObjectNode envelope = Json.object().put("signed_content_encoding", "base64");

    Attempt(RunningSandbox sandbox, ContractType type, String who, ObjectNode content) throws Exception {
        this.sandbox = sandbox;
        this.registry = sandbox.shipped();
        this.type = type;
        this.content = content;
        this.signer = sandbox.identity(who + "-owner");
        headers.put("Authorization", "Bearer sandbox-" + who + "-token");
    }

    static Attempt capitation(RunningSandbox sandbox, String who) throws Exception {
        int owner = who.equals("primary-care") ? 3 : who.equals("fop") ? 10 : 1;
        ObjectNode content = common(owner, "capitation");
        content.putArray("contractor_divisions").add(division(owner == 3 ? 6 : owner == 10 ? 9 : 1));
        content.put("start_date", "2026-07-01").put("end_date", "2026-12-31");
        return new Attempt(sandbox, ContractType.CAPITATION, who, content);
    }

    static Attempt reimbursement(RunningSandbox sandbox) throws Exception {
        ObjectNode content = common(2, "reimbursement");
        content.putArray("medical_programs").add(program(1));
        content.put("start_date", "2026-07-01").put("end_date", "2027-06-30");
        return new Attempt(sandbox, ContractType.REIMBURSEMENT, "pharmacy", content);
    }

    private static ObjectNode common(int owner, String kind) {
        ObjectNode content = Json.object();
        content.put("contractor_owner_id", employee(owner));
        content.put("contractor_base", "на підставі статуту");
        content.putObject("contractor_payment_details")
                .put("bank_name", "Банк Зразковий")
                .put("payer_account", "UA" + "1".repeat(27));
        content.put("id_form", "PMD_1");
        content.put("statute_md5", Storage.md5(STATUTE));
        content.put("additional_document_md5", Storage.md5(ADDITIONAL));
        content.put("consent_text", Json.resource("ehealth/consent_" + kind + ".txt"));
        return content;
    }

    static String id(int kind, int n) {
        return String.format(Locale.ROOT, "%08x-0000-4000-8000-%012x", kind, n);
    }

    static String legalEntity(int n) {
        return id(0xe1, n);
    }

    static String party(int n) {
        return id(0xa1, n);
    }

    static String employee(int n) {
        return id(0xc1, n);
    }

    static String division(int n) {
        return id(0xd1, n);
    }

    static String request(int n) {
        return id(0xf2, n);
    }

    static String program(int n) {
        return id(0xf3, n);
    }

    /** The row of the registry that this attempt will post. */
    ObjectNode row(String table, String id) {
        for (var row : registry.get(table)) {
            if (row.path("id").asText().equals(id)) {
                return (ObjectNode) row;
            }
        }
        throw new IllegalArgumentException(table + " " + id);
    }

    ObjectNode add(String table) {
        return registry.withArray(table).addObject();
    }

    ObjectNode external(int division, String expires) {
        ObjectNode contractor = content.withArray("external_contractors").addObject();
        contractor.put("legal_entity_id", legalEntity(2));
        contractor
                .putObject("contract")
                .put("number", "12")
                .put("issued_at", "2026-01-01")
                .put("expires_at", expires);
        contractor
                .putArray("divisions")
                .addObject()
                .put("id", division(division))
                .put("medical_service", "PHC_SERVICES");
        return contractor;
    }

    /** Sets the registry and the switches, and asks for an id and the upload URLs. */
    RunningSandbox.Answer initialize() throws Exception {
        sandbox.control("POST", "registry", registry);
        sandbox.control("POST", "settings", settings);
        return sandbox.call("POST", "/ehealth/api/contract_requests/" + type.path(), headers, new byte[0]);
    }

    /** Plays the whole way and returns the last answer; an initialize that is refused ends it. */
    RunningSandbox.Answer play() throws Exception {
        RunningSandbox.Answer first = initialize();
        if (first.status() != 200) {
            return first;
        }
        if (id.isEmpty()) {
            id = first.text("/data/id");
        }
        if (uploads) {
            upload(first.text("/data/statute_url"), STATUTE);
            upload(first.text("/data/additional_document_url"), ADDITIONAL);
        }
        return create();
    }

    void upload(String url, byte[] pdf) throws Exception {
        sandbox.call("PUT", url, Map.of("Content-Type", "application/pdf"), pdf);
    }

    RunningSandbox.Answer create() throws Exception {
        if (signedContent.length == 0) {
            signedContent = signer.sign(Json.bytes(content));
        }
        if (!envelope.has("signed_content")) {
            envelope.put("signed_content", Base64.getEncoder().encodeToString(signedContent));
        } else if (envelope.get("signed_content").isNull()) {
            envelope.remove(List.of("signed_content"));
        }
        return sandbox.call(
                "POST", "/ehealth/api/contract_requests/" + type.path() + "/" + id, headers, Json.bytes(envelope));
    }
}
