package org.hospitalhub.calls.tokens;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
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
 * Signs parts of a SOAP envelope in its header (OASIS SOAP Message Security 1.1 §8, XML Signature with exclusive canonicalisation
 * and SHA-256).
 *
 * @param key RSA or EC key; for a hardware token only a handle
 * @param parts local names of the signed elements: {@code Body}, {@code Timestamp}, others of the header
 * @param expires how long the time stamp beside the signature is valid
 */
record EnvelopeSignature(PrivateKey key, List<String> parts, Duration expires, InstantSource clock) {

    /**
     * Returns the request with time stamp and signature in the header of its envelope.
     *
     * @param verifier adds to the header what the signature is verified with, and returns a reference to it
     * @throws IllegalArgumentException when the body is no SOAP envelope or lacks a part; the message contains nothing of it
     * @throws IllegalStateException when the key cannot sign
     */
    Request added(Request request, Function<SoapEnvelope, Element> verifier) {
        SoapEnvelope envelope = SoapEnvelope.of(request);
        envelope.addTimestamp(clock.instant().truncatedTo(ChronoUnit.MILLIS), expires);
        try {
            Element verified = verifier.apply(envelope);
            Runnable references = envelope.includeFiles();
            sign(envelope, verified);
            references.run();
            return envelope.written();
        } catch (GeneralSecurityException | MarshalException | XMLSignatureException broken) {
            throw new IllegalStateException("The key cannot sign XML: it must be RSA or EC.", broken);
        }
    }

    private void sign(SoapEnvelope envelope, Element verified)
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
        KeyInfo keyInfo = factory.getKeyInfoFactory().newKeyInfo(List.of(new DOMStructure(verified)));
        factory.newXMLSignature(XmlSignature.info(factory, key, references), keyInfo)
                .sign(context);
    }

    /** Hides the key. */
    @Override
    public String toString() {
        return "EnvelopeSignature[]";
    }
}
