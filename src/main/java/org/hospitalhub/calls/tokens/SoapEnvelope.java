package org.hospitalhub.calls.tokens;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.transform.TransformerException;
import org.hospitalhub.calls.Request;
import org.hospitalhub.calls.media.Media;
import org.hospitalhub.calls.media.MultipartRelated;
import org.hospitalhub.calls.media.XmlDocument;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** A request's SOAP envelope, whose header tokens are added to: in that of WS-Security (OASIS SOAP Message Security 1.0), or beside it. */
final class SoapEnvelope {

    static final String BASE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-";
    static final String WSSE = BASE + "wssecurity-secext-1.0.xsd";
    static final String WSU = BASE + "wssecurity-utility-1.0.xsd";
    static final String BASE64 = BASE + "soap-message-security-1.0#Base64Binary";
    private static final String XOP = "http://www.w3.org/2004/08/xop/include";
    private static final String XMLNS = "http://www.w3.org/2000/xmlns/";

    private final Request request;
    private final @Nullable MultipartRelated message;
    private final Document document;
    private final Element envelope;
    private final Element header;
    private @Nullable Element security;

    private SoapEnvelope(Request request, @Nullable MultipartRelated message, Document document) {
        this.request = request;
        this.message = message;
        this.document = document;
        this.envelope = document.getDocumentElement();
        this.header = header(envelope);
    }

    /**
     * Reads the envelope of a request and adds the header where it has none.
     *
     * @throws IllegalArgumentException when the body is no SOAP envelope; the message contains nothing of it
     */
    static SoapEnvelope of(Request request) {
        byte[] body = request.body();
        if (body == null || body.length == 0) {
            throw new IllegalArgumentException("A request without a body has no SOAP header for the token.");
        }
        MultipartRelated message = Media.of(contentType(request)) == Media.RELATED
                ? MultipartRelated.read(contentType(request), body).orElseThrow()
                : null;
        Document document =
                XmlDocument.read(message == null ? body : message.root().content());
        Element root = document.getDocumentElement();
        if (!"Envelope".equals(root.getLocalName()) || root.getNamespaceURI() == null) {
            throw new IllegalArgumentException("The token goes into a SOAP envelope; the body is another document.");
        }
        return new SoapEnvelope(request, message, document);
    }

    private static String contentType(Request request) {
        return Objects.requireNonNullElse(request.contentType(), "");
    }

    /** Returns the envelope's header, which is its first child. */
    private static Element header(Element envelope) {
        String soap = Objects.requireNonNull(envelope.getNamespaceURI());
        return children(envelope)
                .filter(child -> "Header".equals(child.getLocalName()) && soap.equals(child.getNamespaceURI()))
                .findFirst()
                .orElseGet(() -> {
                    String prefix = envelope.getPrefix();
                    Element header = envelope.getOwnerDocument()
                            .createElementNS(soap, prefix == null ? "Header" : prefix + ":Header");
                    envelope.insertBefore(header, envelope.getFirstChild());
                    return header;
                });
    }

    /** Returns the header of WS-Security, which the body of the step or a log-in may have added. */
    private static Element security(Element envelope, Element header) {
        return children(header)
                .filter(child -> "Security".equals(child.getLocalName()) && WSSE.equals(child.getNamespaceURI()))
                .findFirst()
                .orElseGet(() -> newSecurity(envelope, header));
    }

    private static Element newSecurity(Element envelope, Element header) {
        Element security = child(header, WSSE, "wsse:Security", null);
        security.setAttributeNS(XMLNS, "xmlns:wsse", WSSE);
        security.setAttributeNS(XMLNS, "xmlns:wsu", WSU);
        String prefix = envelope.getPrefix();
        if (prefix != null) {
            security.setAttributeNS(envelope.getNamespaceURI(), prefix + ":mustUnderstand", "1");
        }
        return security;
    }

    private static Stream<Element> children(Element parent) {
        NodeList nodes = parent.getChildNodes();
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(Element.class::isInstance)
                .map(Element.class::cast);
    }

    /** Returns the element {@code wsse:Security}, which tokens belong to. */
    Element security() {
        Element known = security;
        if (known == null) {
            known = security(envelope, header);
            security = known;
        }
        return known;
    }

    /** Adds the root of a document to the header. */
    void addHeader(byte[] element) {
        header.appendChild(document.importNode(XmlDocument.read(element).getDocumentElement(), true));
    }

    /** Adds the time at which the message was made and ceases to be valid. */
    void addTimestamp(Instant now, Duration valid) {
        Element stamp = child(security(), WSU, "wsu:Timestamp", null);
        child(stamp, WSU, "wsu:Created", now.toString());
        child(stamp, WSU, "wsu:Expires", now.plus(valid).toString());
    }

    /**
     * Returns a part of the envelope: its body, or a header, also one within {@code wsse:Security}.
     *
     * @param name local name of the element
     * @throws IllegalArgumentException when there is none or are several
     */
    Element part(String name) {
        var found = Stream.of(children(envelope), children(header), children(security()))
                .flatMap(all -> all)
                .filter(one -> name.equals(one.getLocalName()))
                .toList();
        if (found.size() != 1) {
            throw new IllegalArgumentException(
                    "The envelope has no element " + name + " in its header, or several, which auth.sign names.");
        }
        return found.get(0);
    }

    /** Returns the {@code wsu:Id} of an element, a new one where it has none. */
    static String id(Element named) {
        if (!named.hasAttributeNS(WSU, "Id")) {
            // Canonicalisation reads declarations from the tree; the writer would add this one only afterwards.
            named.setAttributeNS(XMLNS, "xmlns:wsu", WSU);
            named.setAttributeNS(WSU, "wsu:Id", "hub-" + named.getLocalName());
        }
        return named.getAttributeNS(WSU, "Id");
    }

    /**
     * Puts files in base64 in place of the references to them, as signatures want it (XOP 1.0 §3.1).
     *
     * @return undoes it
     */
    Runnable includeFiles() {
        if (message == null) {
            return () -> {};
        }
        List<Runnable> undo = new ArrayList<>();
        NodeList found = document.getElementsByTagNameNS(XOP, "Include");
        List<Element> references = IntStream.range(0, found.getLength())
                .mapToObj(at -> (Element) found.item(at))
                .toList();
        for (Element reference : references) {
            Node text = document.createTextNode(
                    message.file(reference.getAttribute("href")).orElseThrow());
            Node parent = reference.getParentNode();
            parent.replaceChild(text, reference);
            undo.add(() -> parent.replaceChild(reference, text));
        }
        return () -> undo.forEach(Runnable::run);
    }

    /** Returns the request with the envelope as it is now. */
    Request written() {
        try {
            byte[] written = XmlDocument.written(document);
            byte[] body = message == null
                    ? written
                    : message.with(written).written(MultipartRelated.boundary(contentType(request)));
            return new Request(request.method(), request.address(), request.headers(), body, request.contentType());
        } catch (TransformerException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Adds an element at the end of another one. */
    static Element child(Node parent, String namespace, String name, @Nullable String text) {
        Document document = Objects.requireNonNull(parent.getOwnerDocument());
        Element child = document.createElementNS(namespace, name);
        if (text != null) {
            child.setTextContent(text);
        }
        parent.appendChild(child);
        return child;
    }
}
