package org.hospitalhub.sandbox.ehealth;

/** Object names of a request's documents in the bucket (eHealth contract §1.5, §1.8). */
final class DocumentNames {

    static final String STATUTE = "statute";
    static final String ADDITIONAL = "additional_document";

    private DocumentNames() {}

    static String uploaded(String id, String kind) {
        return id + "/media/upload_contract_request_" + kind + ".pdf";
    }

    static String kept(String id, String kind) {
        return id + "/media/contract_request_" + kind + ".pdf";
    }

    static String created(String id) {
        return id + "/signed_content/contract_request_created_from_draft";
    }

    /** Returns the name of the document signed by the NHS, later by both sides. */
    static String signed(String id) {
        return id + "/signed_content/signed_content";
    }
}
