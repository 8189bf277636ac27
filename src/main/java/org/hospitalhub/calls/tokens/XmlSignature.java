package org.hospitalhub.calls.tokens;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.SignedInfo;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.keyinfo.KeyInfo;
import javax.xml.crypto.dsig.keyinfo.KeyInfoFactory;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.transform.TransformerException;
import org.hospitalhub.calls.media.XmlDocument;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Signs an XML document within itself (W3C XML Signature, enveloped): SHA-256, exclusive canonicalisation, the certificate
 * in KeyInfo.
 */
public final class XmlSignature {

    private static final String RSA = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
    private static final String ECDSA = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";

    private final PrivateKey key;
    private final List<X509Certificate> chain;

    /**
     * Creates signatures with a key.
     *
     * @param key RSA or EC key; for a hardware token only a handle
     * @param chain certificates, the signer's first
     */
    public XmlSignature(PrivateKey key, List<X509Certificate> chain) {
        this.key = key;
        this.chain = List.copyOf(chain);
    }

    /** Returns the document with its signature, in its charset: {@link #enveloped(byte[], String, String)} of the whole document. */
    public byte[] enveloped(byte[] xml) {
        return enveloped(xml, "", null);
    }

    /**
     * Returns the document with the signature of one of its elements, in the charset that it declares. The signature is a
     * child of the element.
     *
     * @param id value of the element's attribute {@code Id}, {@code ID}, {@code id}, {@code wsu:Id} or {@code xml:id}; empty for
     *     the whole document
     * @param after local name of the element's child after which the signature stands (in a SAML 2.0 assertion {@code Issuer});
     *     null for the last place
     * @throws IllegalArgumentException when it is not XML, is too large, or has a document type; the message contains nothing of
     *     it
     * @throws IllegalStateException when the key cannot sign
     */
    public byte[] enveloped(byte[] xml, String id, @Nullable String after) {
        Document document = XmlDocument.read(xml);
        Element signed = id.isEmpty() ? document.getDocumentElement() : element(document, id);
        try {
            sign(signed, id, after == null ? null : next(signed, after));
            return XmlDocument.written(document);
        } catch (GeneralSecurityException | MarshalException | XMLSignatureException | TransformerException broken) {
            throw new IllegalStateException("The key cannot sign XML: it must be RSA or EC.", broken);
        }
    }

    private static Element element(Document document, String id) {
        NodeList all = document.getElementsByTagName("*");
        List<Attr> named = IntStream.range(0, all.getLength())
                .mapToObj(i -> all.item(i).getAttributes())
                .flatMap(attributes ->
                        IntStream.range(0, attributes.getLength()).mapToObj(i -> (Attr) attributes.item(i)))
                .filter(one -> "id".equalsIgnoreCase(one.getLocalName()) && id.equals(one.getValue()))
                .toList();
        if (named.size() != 1) {
            throw new IllegalArgumentException(
                    "What is to be signed has no element, or several, with the Id of sign.id.");
        }
        named.get(0).getOwnerElement().setIdAttributeNode(named.get(0), true);
        return named.get(0).getOwnerElement();
    }

    /** Returns what stands behind an element's child, null when it is the last one. */
    private static @Nullable Node next(Element parent, String child) {
        for (Node one = parent.getFirstChild(); one != null; one = one.getNextSibling()) {
            if (child.equals(one.getLocalName())) {
                return one.getNextSibling();
            }
        }
        throw new IllegalArgumentException("What is to be signed has no child as sign.after names it.");
    }

    private void sign(Element signed, String id, @Nullable Node next)
            throws GeneralSecurityException, MarshalException, XMLSignatureException {
        XMLSignatureFactory factory = XMLSignatureFactory.getInstance("DOM");
        Reference whole = reference(
                factory,
                id.isEmpty() ? "" : "#" + id,
                List.of(factory.newTransform(Transform.ENVELOPED, (TransformParameterSpec) null), exclusive(factory)));
        DOMSignContext context = next == null ? new DOMSignContext(key, signed) : new DOMSignContext(key, signed, next);
        context.setDefaultNamespacePrefix("ds");
        factory.newXMLSignature(info(factory, key, List.of(whole)), keyInfo(factory))
                .sign(context);
    }

    /** Returns exclusive canonicalisation. */
    static Transform exclusive(XMLSignatureFactory factory) throws GeneralSecurityException {
        return factory.newTransform(CanonicalizationMethod.EXCLUSIVE, (TransformParameterSpec) null);
    }

    /** Returns a reference with SHA-256 to something signed. */
    static Reference reference(XMLSignatureFactory factory, String uri, List<Transform> transforms)
            throws GeneralSecurityException {
        return factory.newReference(uri, factory.newDigestMethod(DigestMethod.SHA256, null), transforms, null, null);
    }

    /** Returns what a key signs, for the key's algorithm. */
    static SignedInfo info(XMLSignatureFactory factory, PrivateKey key, List<Reference> references)
            throws GeneralSecurityException {
        return factory.newSignedInfo(
                factory.newCanonicalizationMethod(CanonicalizationMethod.EXCLUSIVE, (C14NMethodParameterSpec) null),
                factory.newSignatureMethod(key.getAlgorithm().startsWith("EC") ? ECDSA : RSA, null),
                references);
    }

    private @Nullable KeyInfo keyInfo(XMLSignatureFactory factory) {
        if (chain.isEmpty()) {
            return null;
        }
        KeyInfoFactory keys = factory.getKeyInfoFactory();
        return keys.newKeyInfo(List.of(keys.newX509Data(List.of(chain.get(0)))));
    }

    /** Hides the key. */
    @Override
    public String toString() {
        return "XmlSignature[]";
    }
}
