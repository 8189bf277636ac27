package org.hospitalhub.calls.tokens;

import java.security.PrivateKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.hospitalhub.calls.Request;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Signs parts of a SOAP envelope with the key that a SAML assertion in its header names (OASIS WS-Security SAML token profile 1.1
 * §3.5.1, holder-of-key).
 */
public final class HolderOfKey {

    private static final String PROFILE = "http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.";
    private static final String WSSE11 = "http://docs.oasis-open.org/wss/oasis-wss-wssecurity-secext-1.1.xsd";
    private static final String SAML2 = "urn:oasis:names:tc:SAML:2.0:assertion";

    private final EnvelopeSignature signature;

    /**
     * Creates signatures with a key.
     *
     * @param key RSA or EC key; for a hardware token only a handle
     * @param parts local names of the signed elements: {@code Body}, {@code Timestamp}, others of the header
     * @param expires how long the time stamp beside the signature is valid
     */
    public HolderOfKey(PrivateKey key, List<String> parts, Duration expires, InstantSource clock) {
        this.signature = new EnvelopeSignature(key, List.copyOf(parts), expires, clock);
    }

    /**
     * Returns the request with time stamp and signature in the header of its envelope, beside the assertion.
     *
     * @throws IllegalArgumentException when the body is no SOAP envelope, lacks a part, or has no assertion; the message contains
     *     nothing of it
     * @throws IllegalStateException when the key cannot sign
     */
    public Request added(Request request) {
        return signature.added(request, envelope -> reference(envelope.security()));
    }

    /** Returns a reference to the assertion, by its id. */
    private static Element reference(Element security) {
        NodeList assertions = security.getElementsByTagNameNS("*", "Assertion");
        if (assertions.getLength() == 0) {
            throw new IllegalArgumentException(
                    "auth.proof needs a SAML assertion in the element Security that soap-header adds.");
        }
        Element assertion = (Element) assertions.item(0);
        boolean two = SAML2.equals(assertion.getNamespaceURI());
        Element reference =
                security.getOwnerDocument().createElementNS(SoapEnvelope.WSSE, "wsse:SecurityTokenReference");
        reference.setAttributeNS(WSSE11, "wsse11:TokenType", PROFILE + (two ? "1#SAMLV2.0" : "1#SAMLV1.1"));
        SoapEnvelope.child(
                        reference,
                        SoapEnvelope.WSSE,
                        "wsse:KeyIdentifier",
                        assertion.getAttribute(two ? "ID" : "AssertionID"))
                .setAttribute("ValueType", PROFILE + (two ? "1#SAMLID" : "0#SAMLAssertionID"));
        return reference;
    }

    /** Hides the key. */
    @Override
    public String toString() {
        return "HolderOfKey[]";
    }
}
