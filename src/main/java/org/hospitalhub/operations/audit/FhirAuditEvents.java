package org.hospitalhub.operations.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.hospitalhub.ledger.Audit;

/**
 * Entries of the audit as FHIR R4 AuditEvent resources, in the patterns of IHE BALP 1.1: event types of DICOM and FHIR, the
 * caller's machine, the hub and the person as agents, the order as an entity. The profile of a read is claimed where all that
 * it asks for was recorded: a successful look at an order's data over HTTP. None of those about patients is, since the audit
 * must not say who the patient is.
 */
public final class FhirAuditEvents {

    private static final String DICOM = "http://dicom.nema.org/resources/ontology/DCM";
    private static final String REST = "http://hl7.org/fhir/restful-interaction";
    private static final String TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/";
    private static final String ACTION = "urn:hospital-hub:audit:what";
    private static final String READ_PROFILE =
            "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.Read";
    private static final String MACHINE = "1";
    private static final String IP_ADDRESS = "2";

    private static final Code SOURCE = new Code(DICOM, "110153", "Source Role ID");
    private static final Code DESTINATION = new Code(DICOM, "110152", "Destination Role ID");
    private static final Code READER = new Code(TERMINOLOGY + "v3-ParticipationType", "IRCP", "information recipient");
    private static final Code DOER = new Code(TERMINOLOGY + "v3-ParticipationType", "AUT", "author (originator)");

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

    private static final Map<String, Kind> KINDS = Map.of(
            "log-in",
            LOG_IN,
            "log-in-refused",
            LOG_IN,
            "start",
            START,
            "unmask",
            READ,
            "read-result",
            READ,
            "download-result",
            READ,
            "jmx-messages",
            READ);

    private final ObjectMapper json;
    private final String node;

    /**
     * Prepares the translation.
     *
     * @param node name of this hub: the observer of all events
     */
    public FhirAuditEvents(ObjectMapper json, String node) {
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
        if (kind.equals(READ) && entry.caller() != null && entry.order() != null) {
            event.putObject("meta").putArray("profile").add(READ_PROFILE);
        }
        event.set("type", coding(kind.type()));
        event.putArray("subtype")
                .add(coding(kind.subtype()))
                .addObject()
                .put("system", ACTION)
                .put("code", entry.what());
        event.put("action", kind.action());
        event.put("recorded", entry.at().toString());
        event.put("outcome", failed(entry.what()) ? "4" : "0");
        if (entry.why() != null) {
            event.putArray("purposeOfEvent").addObject().put("text", entry.why());
        }
        // Data flow from the hub to who reads, and towards it from who does something.
        ArrayNode agents =
                event.putArray("agent").add(who(entry, kind)).add(hub(kind.equals(READ) ? SOURCE : DESTINATION));
        if (entry.caller() != null) {
            agents.add(caller(entry.caller(), kind.equals(READ) ? DESTINATION : SOURCE));
        }
        ObjectNode source = event.putObject("source");
        source.putObject("observer").put("display", node);
        source.putArray("type").add(coding(new Code(TERMINOLOGY + "security-source-type", "4", "Application Server")));
        if (entry.order() != null) {
            event.putArray("entity").add(order(entry.order()));
        }
        return event;
    }

    private static boolean failed(String what) {
        return what.endsWith("-refused") || what.equals("forbidden") || what.equals("routes-put-back");
    }

    private ObjectNode who(Audit.Entry entry, Kind kind) {
        boolean program = entry.who().equals("hub");
        Code part = kind.equals(READ) ? READER : DOER;
        ObjectNode agent = agent(program ? new Code(DICOM, "110150", "Application") : part, true);
        agent.putObject("who")
                .putObject("identifier")
                .put("system", "urn:hospital-hub:user")
                .put("value", entry.who());
        return agent.put("name", entry.who());
    }

    private ObjectNode hub(Code part) {
        ObjectNode agent = agent(part, false);
        agent.putObject("who").put("display", node);
        agent.putObject("network").put("address", node).put("type", MACHINE);
        return agent;
    }

    private ObjectNode caller(String address, Code part) {
        ObjectNode agent = agent(part, false);
        agent.putObject("who").put("display", address);
        agent.putObject("network").put("address", address).put("type", IP_ADDRESS);
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
