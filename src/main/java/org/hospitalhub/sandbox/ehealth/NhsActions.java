package org.hospitalhub.sandbox.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Actions of the NHS's officers, by the control API or by the autopilot (eHealth contract §1.9). */
final class NhsActions {

    private final Requests requests;
    private final ResponseViews views;
    private final Storage storage;
    private final Identities identities;

    NhsActions(Requests requests, ResponseViews views, Storage storage, Identities identities) {
        this.requests = requests;
        this.views = views;
        this.storage = storage;
        this.identities = identities;
    }

    /**
     * Does one of assign, update, approve, decline, terminate, sign_nhs. Approve and decline of a NEW request assign it first, so
     * that a test needs one call only.
     */
    void act(String action, ObjectNode request, JsonNode body) {
        switch (action) {
            case "assign" ->
                requests.assign(request, body.hasNonNull("employee_id") ? Json.text(body, "employee_id") : null);
            case "update" -> requests.update(request, body.deepCopy());
            case "approve" -> {
                inProcess(request);
                requests.approve(request);
            }
            case "decline" -> {
                inProcess(request);
                String reason = Json.text(body, "status_reason");
                requests.decline(request, reason.isEmpty() ? "Не відповідає попереднім домовленостям" : reason);
            }
            case "terminate" -> requests.terminate(request, Json.text(body, "status_reason"));
            case "sign_nhs" -> sign(request);
            default -> throw ServiceErrorException.notFound("");
        }
    }

    private void inProcess(ObjectNode request) {
        if (Requests.status(request) == ContractRequestStatus.NEW) {
            requests.assign(request, null);
        }
    }

    /** Signs and stamps the request's whole content with its printout; the p7s is what the MSP co-signs. */
    void sign(ObjectNode request) {
        requests.signNhs(request);
        request.put("printout_content", printout(request));
        byte[] content = Json.bytes(views.request(request));
        storage.put(DocumentNames.signed(Json.text(request, "id")), identities.signAndStamp(content));
    }

    /** Returns a simple printout form; the real template is the NHS's. */
    static String printout(ObjectNode request) {
        return "<html><body><h1>Договір " + Json.text(request, "contract_number") + "</h1><p>"
                + Json.text(request, "start_date") + " – " + Json.text(request, "end_date") + "</p></body></html>";
    }
}
