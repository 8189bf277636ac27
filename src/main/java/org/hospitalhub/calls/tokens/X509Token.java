package org.hospitalhub.calls.tokens;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dom.DOMStructure;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.keyinfo.KeyInfo;
import org.hospitalhub.calls.Request;
import org.w3c.dom.Element;

/**
 * Signs parts of a SOAP envelope and adds the certificate as a token (OASIS WS-Security X.509 certificate token profile 1.1,
 * XML Signature with exclusive canonicalisation and SHA-256).
 */
public final class X509Token {

    private static final String X509V3 = SoapEnvelope.BASE + "x509-token-profile-1.0#X509v3";

    private final PrivateKey key;
    private final X509Certificate certificate;
    private final List<String> parts;
    private final Duration expires;
    private final InstantSource clock;

    /**
     * Creates signatures with a key.
     *
     * @param key RSA or EC key; for a hardware token only a handle
     * @param parts local names of the signed elements: {@code Body}, {@code Timestamp}, others of the header
     * @param expires how long the time stamp beside the signature is valid
     */
    public X509Token(
            PrivateKey key, X509Certificate certificate, List<String> parts, Duration expires, InstantSource clock) {
        this.key = key;
        this.certificate = certificate;
        this.parts = List.copyOf(parts);
        this.expires = expires;
        this.clock = clock;
    }

    /**
     * Returns the request with time stamp, certificate and signature in the header of its envelope.
     *
     * @throws IllegalArgumentException when the body is no SOAP envelope or lacks a part; the message contains nothing of it
     * @throws IllegalStateException when the key cannot sign
     */
    public Request added(Request request) {
        SoapEnvelope envelope = SoapEnvelope.of(request);
        envelope.addTimestamp(clock.instant().truncatedTo(ChronoUnit.MILLIS), expires);
        try {
            Element certified = addCertificate(envelope.security());
            Runnable references = envelope.includeFiles();
            sign(envelope, certified);
            references.run();
            return envelope.written();
        } catch (GeneralSecurityException | MarshalException | XMLSignatureException broken) {
            throw new IllegalStateException("The key cannot sign XML: it must be RSA or EC.", broken);
        }
    }

    /** Adds the certificate and returns a reference to it. */
    private Element addCertificate(Element security) throws GeneralSecurityException {
        Element token = SoapEnvelope.child(
                security,
                SoapEnvelope.WSSE,
                "wsse:BinarySecurityToken",
                Base64.getEncoder().encodeToString(certificate.getEncoded()));
        token.setAttribute("EncodingType", SoapEnvelope.BASE64);
        token.setAttribute("ValueType", X509V3);
        Element reference =
                security.getOwnerDocument().createElementNS(SoapEnvelope.WSSE, "wsse:SecurityTokenReference");
        Element place = SoapEnvelope.child(reference, SoapEnvelope.WSSE, "wsse:Reference", null);
        place.setAttribute("URI", "#" + SoapEnvelope.id(token));
        place.setAttribute("ValueType", X509V3);
        return reference;
    }

    private void sign(SoapEnvelope envelope, Element certified)
            throws GeneralSecurityException, MarshalException, XMLSignatureException {
        XMLSignatureFactory factory = XMLSignatureFactory.getInstance("DOM");
        DOMSignContext context = new DOMSignContext(key, envelope.security());
        context.setDefaultNamespacePrefix("ds");
        List<Reference> references = new ArrayList<>();
        for (String part : parts) {
            Element signed = envelope.part(part);
            String uri = "#" + SoapEnvelope.id(signed);
            context.setIdAttributeNS(signed, SoapEnvelope.WSU, "Id");
            references.add(XmlSignature.reference(factory, uri, List.of(XmlSignature.exclusive(factory))));
        }
        KeyInfo keyInfo = factory.getKeyInfoFactory().newKeyInfo(List.of(new DOMStructure(certified)));
        factory.newXMLSignature(XmlSignature.info(factory, key, references), keyInfo)
                .sign(context);
    }

    /** Hides the key. */
    @Override
    public String toString() {
        return "X509Token[]";
    }
}
