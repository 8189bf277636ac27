package org.hospitalhub.operations;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.hospitalhub.ledger.Audit;

/**
 * Entries of the audit as FHIR R4 AuditEvent resources, in the patterns of IHE BALP: event types of DICOM and FHIR, the person
 * as an agent with the participation IRCP, the hub as the source role, the order as an entity. No BALP profile is claimed:
 * they ask for the caller's network address, which the audit does not keep.
 */
public final class AuditEvents {

    private static final String DICOM = "http://dicom.nema.org/resources/ontology/DCM";
    private static final String REST = "http://hl7.org/fhir/restful-interaction";
    private static final String TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/";
    private static final String DEED = "urn:hospital-hub:audit:what";

    private static final Kind LOG_IN =
            new Kind(new Code(DICOM, "110114", "User Authentication"), new Code(DICOM, "110122", "Login"), "E");
    private static final Kind READ = new Kind(
            new Code(TERMINOLOGY + "audit-event-type", "rest", "RESTful Operation"),
            new Code(REST, "read", "read"),
            "R");
    private static final Kind DEED_KIND = new Kind(
            new Code(TERMINOLOGY + "audit-event-type", "rest", "RESTful Operation"),
            new Code(REST, "operation", "operation"),
            "E");
    private static final Kind START = new Kind(
            new Code(DICOM, "110100", "Application Activity"), new Code(DICOM, "110120", "Application Start"), "E");

    private static final Map<String, Kind> KINDS =
            Map.of("log-in", LOG_IN, "log-in-refused", LOG_IN, "start", START, "unmask", READ, "download-result", READ);

    private final ObjectMapper json;
    private final String node;

    /**
     * Prepares the translation.
     *
     * @param node name of this hub: the observer of all events
     */
    public AuditEvents(ObjectMapper json, String node) {
        this.json = json;
        this.node = node;
    }

    private record Code(String system, String code, String display) {}

    private record Kind(Code type, Code subtype, String action) {}

    /** Translates one entry. */
    public ObjectNode event(Audit.Entry entry) {
        Kind kind = KINDS.getOrDefault(entry.what(), DEED_KIND);
        ObjectNode event =
                json.createObjectNode().put("resourceType", "AuditEvent").put("id", "audit-" + entry.number());
        event.set("type", coding(kind.type()));
        event.putArray("subtype")
                .add(coding(kind.subtype()))
                .addObject()
                .put("system", DEED)
                .put("code", entry.what());
        event.put("action", kind.action());
        event.put("recorded", entry.at().toString());
        event.put("outcome", failed(entry.what()) ? "4" : "0");
        if (entry.why() != null) {
            event.putArray("purposeOfEvent").addObject().put("text", entry.why());
        }
        event.putArray("agent").add(who(entry)).add(hub());
        ObjectNode source = event.putObject("source");
        source.putObject("observer").put("display", node);
        source.putArray("type").add(coding(new Code(TERMINOLOGY + "security-source-type", "4", "Application Server")));
        if (entry.order() != null) {
            event.putArray("entity").add(order(entry.order()));
        }
        return event;
    }

    private static boolean failed(String what) {
        return what.endsWith("-refused") || what.equals("forbidden");
    }

    private ObjectNode who(Audit.Entry entry) {
        boolean program = entry.who().equals("hub");
        ObjectNode agent = agent(
                program
                        ? new Code(DICOM, "110150", "Application")
                        : new Code(TERMINOLOGY + "v3-ParticipationType", "IRCP", "information recipient"),
                true);
        agent.putObject("who")
                .putObject("identifier")
                .put("system", "urn:hospital-hub:user")
                .put("value", entry.who());
        return agent;
    }

    private ObjectNode hub() {
        ObjectNode agent = agent(new Code(DICOM, "110153", "Source Role ID"), false);
        agent.putObject("who").put("display", node);
        return agent;
    }

    private ObjectNode agent(Code type, boolean requestor) {
        ObjectNode agent = json.createObjectNode();
        agent.putObject("type").putArray("coding").add(coding(type));
        return agent.put("requestor", requestor);
    }

    private ObjectNode order(String id) {
        ObjectNode entity = json.createObjectNode();
        entity.putObject("what")
                .putObject("identifier")
                .put("system", "urn:hospital-hub:order")
                .put("value", id);
        entity.set("type", coding(new Code(TERMINOLOGY + "audit-entity-type", "2", "System Object")));
        entity.set("role", coding(new Code(TERMINOLOGY + "object-role", "4", "Domain Resource")));
        return entity;
    }

    private ObjectNode coding(Code code) {
        return json.createObjectNode()
                .put("system", code.system())
                .put("code", code.code())
                .put("display", code.display());
    }
}
