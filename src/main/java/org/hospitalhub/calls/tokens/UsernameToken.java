package org.hospitalhub.calls.tokens;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Objects;
import java.util.function.Supplier;
import javax.xml.transform.TransformerException;
import org.apache.commons.codec.digest.DigestUtils;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.Request;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Adds user and password to the header of a SOAP envelope (OASIS WS-Security UsernameToken profile 1.0). The digest of a
 * password is the SHA-1 of nonce, time and password; the profile has no other.
 */
public final class UsernameToken implements RequestAuthentication {

    private static final String BASE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-";
    private static final String WSSE = BASE + "wssecurity-secext-1.0.xsd";
    private static final String WSU = BASE + "wssecurity-utility-1.0.xsd";
    private static final String PROFILE = BASE + "username-token-profile-1.0#";
    private static final String BASE64 = BASE + "soap-message-security-1.0#Base64Binary";
    private static final String XMLNS = "http://www.w3.org/2000/xmlns/";

    private final String user;
    private final String password;
    private final boolean hashed;
    private final @Nullable Duration expires;
    private final Supplier<byte[]> nonces;
    private final InstantSource clock;

    /**
     * Creates tokens.
     *
     * @param hashed whether the password is sent as a digest, with nonce and time
     * @param expires how long a time stamp beside the token is valid, null for none
     * @param nonces returns random bytes for each request
     */
    public UsernameToken(
            String user,
            String password,
            boolean hashed,
            @Nullable Duration expires,
            Supplier<byte[]> nonces,
            InstantSource clock) {
        this.user = user;
        this.password = password;
        this.hashed = hashed;
        this.expires = expires;
        this.nonces = nonces;
        this.clock = clock;
    }

    @Override
    public Request authenticated(Request request, @Nullable Answer challenge) {
        byte[] body = request.body();
        if (body == null || body.length == 0) {
            throw new IllegalArgumentException("A request without a body has no SOAP header for the user name token.");
        }
        Document document = XmlDocument.read(body);
        Element envelope = document.getDocumentElement();
        if (!"Envelope".equals(envelope.getLocalName()) || envelope.getNamespaceURI() == null) {
            throw new IllegalArgumentException(
                    "The user name token goes into a SOAP envelope; the body is another document.");
        }
        addTo(security(header(envelope)));
        try {
            byte[] written = XmlDocument.written(document);
            return new Request(request.method(), request.address(), request.headers(), written, request.contentType());
        } catch (TransformerException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Returns the envelope's header, which is its first child. */
    private static Element header(Element envelope) {
        String soap = Objects.requireNonNull(envelope.getNamespaceURI());
        for (Node child = envelope.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element
                    && "Header".equals(element.getLocalName())
                    && soap.equals(element.getNamespaceURI())) {
                return element;
            }
        }
        String prefix = envelope.getPrefix();
        Element header =
                envelope.getOwnerDocument().createElementNS(soap, prefix == null ? "Header" : prefix + ":Header");
        envelope.insertBefore(header, envelope.getFirstChild());
        return header;
    }

    private static Element security(Element header) {
        Element security = child(header, WSSE, "wsse:Security", null);
        security.setAttributeNS(XMLNS, "xmlns:wsse", WSSE);
        security.setAttributeNS(XMLNS, "xmlns:wsu", WSU);
        Element envelope = (Element) header.getParentNode();
        String prefix = envelope.getPrefix();
        if (prefix != null) {
            security.setAttributeNS(envelope.getNamespaceURI(), prefix + ":mustUnderstand", "1");
        }
        return security;
    }

    private void addTo(Element security) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (expires != null) {
            Element stamp = child(security, WSU, "wsu:Timestamp", null);
            child(stamp, WSU, "wsu:Created", now.toString());
            child(stamp, WSU, "wsu:Expires", now.plus(expires).toString());
        }
        Element token = child(security, WSSE, "wsse:UsernameToken", null);
        child(token, WSSE, "wsse:Username", user);
        if (!hashed) {
            child(token, WSSE, "wsse:Password", password).setAttribute("Type", PROFILE + "PasswordText");
            return;
        }
        byte[] nonce = nonces.get();
        child(token, WSSE, "wsse:Password", digest(nonce, now.toString()))
                .setAttribute("Type", PROFILE + "PasswordDigest");
        child(token, WSSE, "wsse:Nonce", Base64.getEncoder().encodeToString(nonce))
                .setAttribute("EncodingType", BASE64);
        child(token, WSU, "wsu:Created", now.toString());
    }

    /** Returns the password's digest for a nonce and a time. */
    String digest(byte[] nonce, String created) {
        MessageDigest sha1 = DigestUtils.getSha1Digest();
        sha1.update(nonce);
        sha1.update((created + password).getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(sha1.digest());
    }

    private static Element child(Element parent, String namespace, String name, @Nullable String text) {
        Element child = parent.getOwnerDocument().createElementNS(namespace, name);
        if (text != null) {
            child.setTextContent(text);
        }
        parent.appendChild(child);
        return child;
    }

    /** Hides user and password. */
    @Override
    public String toString() {
        return "UsernameToken[]";
    }
}
