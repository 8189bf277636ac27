package org.hospitalhub.sandbox.stub;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import org.hospitalhub.sandbox.Call;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Verifies the signature in the WS-Security header of a SOAP envelope with the certificate beside it, which may be of any authority. */
final class SoapSignature {

    private SoapSignature() {}

    /**
     * Returns whether the signature is right and covers the wanted elements.
     *
     * @param wanted local names; missing for body and time stamp
     */
    static boolean covers(JsonNode wanted, Call call) {
        try {
            return signed(XmlTree.document(call.body())).containsAll(names(wanted));
        } catch (IOException
                | GeneralSecurityException
                | MarshalException
                | XMLSignatureException
                | IllegalArgumentException unreadable) {
            return false;
        }
    }

    private static List<String> names(JsonNode wanted) {
        if (wanted.isTextual()) {
            return List.of(wanted.asText());
        }
        return wanted.isArray()
                ? StreamSupport.stream(wanted.spliterator(), false)
                        .map(JsonNode::asText)
                        .toList()
                : List.of("Body", "Timestamp");
    }

    /** Returns the local names of the signed elements, none when the signature is wrong. */
    private static Set<String> signed(Document document)
            throws GeneralSecurityException, MarshalException, XMLSignatureException {
        Element signature = only(document, XMLSignature.XMLNS, "Signature");
        String token = only(document, "*", "BinarySecurityToken").getTextContent();
        Certificate certificate = CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(Base64.getMimeDecoder().decode(token)));
        DOMValidateContext context = new DOMValidateContext(certificate.getPublicKey(), signature);
        SignedContent.markIds(document);
        XMLSignature read = XMLSignatureFactory.getInstance("DOM").unmarshalXMLSignature(context);
        Set<String> signed = new HashSet<>();
        if (read.validate(context)) {
            read.getSignedInfo().getReferences().stream()
                    .map(Reference::getURI)
                    .map(uri -> document.getElementById(uri.substring(1)))
                    .forEach(element -> signed.add(element.getLocalName()));
        }
        return signed;
    }

    private static Element only(Document document, String namespace, String name) {
        NodeList found = document.getElementsByTagNameNS(namespace, name);
        if (found.getLength() != 1) {
            throw new IllegalArgumentException("one " + name + " expected");
        }
        return (Element) found.item(0);
    }
}
