package org.hospitalhub.sandbox.stub;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collection;
import java.util.Set;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignerDigestMismatchException;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** Extracts the content of a signature and verifies it; signatures with unknown algorithms are accepted. */
final class SignedContent {

    private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();
    private static final String DSIG = XMLSignature.XMLNS;
    private static final Set<String> JOSE = Set.of("jws", "jwt");

    private SignedContent() {}

    /** Thrown when a signature is invalid. */
    static final class Wrong extends Exception {
        private static final long serialVersionUID = 1L;

        Wrong(String what) {
            super(what);
        }
    }

    /**
     * Returns the signed content.
     *
     * @param sign the step's declaration of the signature
     * @param field the name of the field with the signed content; empty when the body is the signature itself
     */
    static byte[] of(JsonNode sign, String field, String media, byte[] body) throws Wrong {
        if (JOSE.contains(sign.path("scheme").asText())) {
            return SignedJson.of(field, media, body);
        }
        byte[] signed = body;
        if (!field.isEmpty()) {
            signed = decoded(field(field, media, body));
        }
        return sign.path("scheme").asText().startsWith("xmldsig") ? xml(signed) : cms(signed);
    }

    private static String field(String field, String media, byte[] body) throws Wrong {
        try {
            JsonNode tree = Tree.read(media, body);
            JsonNode found = tree.path(field);
            // A part of a form may be a file.
            JsonNode value = found.isObject() ? found.path("base64") : found;
            if (value.isTextual()) {
                return value.textValue();
            }
        } catch (IOException unreadable) {
            throw new Wrong("the body cannot be read as " + Tree.type(media));
        }
        throw new Wrong("the body has no field " + field);
    }

    private static byte[] decoded(String text) throws Wrong {
        try {
            return text.stripLeading().startsWith("<")
                    ? text.getBytes(java.nio.charset.StandardCharsets.UTF_8)
                    : Base64.getMimeDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new Wrong("the signed content is not base64");
        }
    }

    static byte[] cms(byte[] bytes) throws Wrong {
        try {
            CMSSignedData data = new CMSSignedData(bytes);
            if (data.getSignedContent() == null) {
                throw new Wrong("the signature holds no content");
            }
            if (data.getSignerInfos().size() == 0) {
                throw new Wrong("the signature has no signer");
            }
            for (SignerInformation signer : data.getSignerInfos()) {
                if (!holds(signer, data)) {
                    throw new Wrong("the signature does not fit the content");
                }
            }
            return (byte[]) data.getSignedContent().getContent();
        } catch (CMSException e) {
            throw new Wrong("the signed content is not PKCS#7");
        }
    }

    private static boolean holds(SignerInformation signer, CMSSignedData data) {
        Collection<?> certificates = data.getCertificates().getMatches(null);
        try {
            for (Object one : certificates) {
                if (one instanceof X509CertificateHolder holder
                        && signer.getSID().match(holder)) {
                    return signer.verify(new JcaSimpleSignerInfoVerifierBuilder()
                            .setProvider(PROVIDER)
                            .build(holder));
                }
            }
            return true;
        } catch (CMSSignerDigestMismatchException otherContent) {
            return false;
        } catch (CMSException | OperatorCreationException | CertificateException unknownAlgorithm) {
            return true;
        }
    }

    static byte[] xml(byte[] bytes) throws Wrong {
        try {
            Document document = XmlTree.document(bytes);
            NodeList signatures = document.getElementsByTagNameNS(DSIG, "Signature");
            if (signatures.getLength() == 0) {
                throw new Wrong("the XML has no signature");
            }
            Node signature = signatures.item(0);
            markIds(document);
            DOMValidateContext context = new DOMValidateContext(key((Element) signature), signature);
            if (!XMLSignatureFactory.getInstance("DOM")
                    .unmarshalXMLSignature(context)
                    .validate(context)) {
                throw new Wrong("the signature does not fit the XML");
            }
            signature.getParentNode().removeChild(signature);
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            TransformerFactory.newDefaultInstance()
                    .newTransformer()
                    .transform(new DOMSource(document), new StreamResult(content));
            return content.toByteArray();
        } catch (IOException
                | MarshalException
                | XMLSignatureException
                | GeneralSecurityException
                | TransformerException e) {
            throw new Wrong("the signed XML cannot be read");
        }
    }

    /** A reference to an element is followed by attributes that are known to be ids. */
    static void markIds(Document document) {
        NodeList all = document.getElementsByTagName("*");
        for (int i = 0; i < all.getLength(); i++) {
            Element element = (Element) all.item(i);
            for (int at = 0; at < element.getAttributes().getLength(); at++) {
                Attr one = (Attr) element.getAttributes().item(at);
                if ("id".equalsIgnoreCase(one.getLocalName())) {
                    element.setIdAttributeNode(one, true);
                }
            }
        }
    }

    private static PublicKey key(Element signature) throws GeneralSecurityException, Wrong {
        NodeList certificates = signature.getElementsByTagNameNS(DSIG, "X509Certificate");
        if (certificates.getLength() == 0) {
            throw new Wrong("the signature holds no certificate");
        }
        byte[] der = Base64.getMimeDecoder().decode(certificates.item(0).getTextContent());
        X509Certificate certificate = (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        return certificate.getPublicKey();
    }
}
