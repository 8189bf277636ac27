package org.hospitalhub.calls.tokens;

import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.hospitalhub.calls.Request;
import org.w3c.dom.Element;

/** Signs parts of a SOAP envelope and adds the certificate as a token (OASIS WS-Security X.509 certificate token profile 1.1). */
public final class X509Token {

    private static final String X509V3 = SoapEnvelope.BASE + "x509-token-profile-1.0#X509v3";

    private final EnvelopeSignature signature;
    private final X509Certificate certificate;

    /**
     * Creates signatures with a key.
     *
     * @param key RSA or EC key; for a hardware token only a handle
     * @param parts local names of the signed elements: {@code Body}, {@code Timestamp}, others of the header
     * @param expires how long the time stamp beside the signature is valid
     */
    public X509Token(
            PrivateKey key, X509Certificate certificate, List<String> parts, Duration expires, InstantSource clock) {
        this.signature = new EnvelopeSignature(key, List.copyOf(parts), expires, clock);
        this.certificate = certificate;
    }

    /**
     * Returns the request with time stamp, certificate and signature in the header of its envelope.
     *
     * @throws IllegalArgumentException when the body is no SOAP envelope or lacks a part; the message contains nothing of it
     * @throws IllegalStateException when the key cannot sign
     */
    public Request added(Request request) {
        return signature.added(request, envelope -> addCertificate(envelope.security()));
    }

    /** Adds the certificate and returns a reference to it. */
    private Element addCertificate(Element security) {
        Element token = SoapEnvelope.child(
                security,
                SoapEnvelope.WSSE,
                "wsse:BinarySecurityToken",
                Base64.getEncoder().encodeToString(encoded()));
        token.setAttribute("EncodingType", SoapEnvelope.BASE64);
        token.setAttribute("ValueType", X509V3);
        Element reference =
                security.getOwnerDocument().createElementNS(SoapEnvelope.WSSE, "wsse:SecurityTokenReference");
        Element place = SoapEnvelope.child(reference, SoapEnvelope.WSSE, "wsse:Reference", null);
        place.setAttribute("URI", "#" + SoapEnvelope.id(token));
        place.setAttribute("ValueType", X509V3);
        return reference;
    }

    private byte[] encoded() {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException broken) {
            throw new IllegalStateException("The certificate cannot be written.", broken);
        }
    }

    /** Hides the key. */
    @Override
    public String toString() {
        return "X509Token[]";
    }
}
