package org.hospitalhub.sandbox.ehealth;

/** Names of a request's objects in the bucket (eHealth contract §1.5, §1.8). */
final class Documents {

    static final String STATUTE = "statute";
    static final String ADDITIONAL = "additional_document";

    private Documents() {}

    static String uploaded(String id, String kind) {
        return id + "/media/upload_contract_request_" + kind + ".pdf";
    }

    static String kept(String id, String kind) {
        return id + "/media/contract_request_" + kind + ".pdf";
    }

    static String created(String id) {
        return id + "/signed_content/contract_request_created_from_draft";
    }

    /** The p7s of the NHS, later of both sides. */
    static String signed(String id) {
        return id + "/signed_content/signed_content";
    }
}
