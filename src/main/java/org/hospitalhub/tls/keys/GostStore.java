package org.hospitalhub.tls.keys;

import static org.hospitalhub.tls.keys.IdentityException.Reason.ALIAS_UNKNOWN;
import static org.hospitalhub.tls.keys.IdentityException.Reason.FILE_BROKEN;
import static org.hospitalhub.tls.keys.IdentityException.Reason.KEY_MISSING;
import static org.hospitalhub.tls.keys.IdentityException.Reason.PASSWORD_WRONG;
import static org.hospitalhub.tls.keys.IdentityException.Reason.SEVERAL_KEYS;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1BMPString;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.CertBag;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.EncryptedData;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.SafeBag;
import org.bouncycastle.util.encoders.Hex;
import org.jspecify.annotations.Nullable;

/** Reads PKCS#12 (RFC 7292), PKCS#8 and Key-6.dat that are encrypted with Ukrainian algorithms. */
final class GostStore {

    /** GOST 28147-CFB in DER; whatever names it, the JDK and Bouncy Castle cannot open. */
    private static final byte[] MARK = Hex.decode("060b2a862402010101010101" + "03");

    private final String identity;
    private final Map<String, PrivateKeyInfo> keys = new LinkedHashMap<>();
    private final List<X509Certificate> certificates = new ArrayList<>();
    private final DstuKeys reader;

    GostStore(String identity) {
        this.identity = identity;
        this.reader = new DstuKeys(identity);
    }

    /** Returns whether a file names the Ukrainian cipher or digest in places where only this class can help. */
    static boolean isOne(byte[] file) {
        byte[] digest = Hex.decode("060a2a8624020101010102" + "01");
        return contains(file, MARK) || (contains(file, digest) && isPfx(file));
    }

    private static boolean isPfx(byte[] file) {
        try {
            return Pfx.getInstance(file).getMacData() != null;
        } catch (IllegalArgumentException | IllegalStateException none) {
            return false;
        }
    }

    private static boolean contains(byte[] file, byte[] mark) {
        for (int at = 0; at + mark.length <= file.length; at++) {
            if (Arrays.equals(file, at, at + mark.length, mark, 0, mark.length)) {
                return true;
            }
        }
        return false;
    }

    Identity pkcs12(byte[] file, char @Nullable [] password, @Nullable String alias, byte @Nullable [] more) {
        GostCipher cipher = new GostCipher(needed(password));
        try {
            Pfx pfx = Pfx.getInstance(file);
            byte[] content =
                    ASN1OctetString.getInstance(pfx.getAuthSafe().getContent()).getOctets();
            if (pfx.getMacData() != null
                    && pfx.getMacData().getMac().getAlgorithmId().getAlgorithm().equals(GostCipher.GOST_34311)
                    && !cipher.opens(pfx.getMacData(), content)) {
                throw wrongPassword(null);
            }
            for (var part : ASN1Sequence.getInstance(content)) {
                safe(ContentInfo.getInstance(part), cipher);
            }
        } catch (IOException | GeneralSecurityException | IllegalArgumentException | ArithmeticException broken) {
            throw new IdentityException(
                    identity, FILE_BROKEN, "the PKCS#12 file is damaged, or the password is wrong.", broken);
        }
        return chosen(alias, more);
    }

    /** Reads one key: PKCS#8, encrypted or not, or the container of Key-6.dat. */
    Identity single(byte[] file, char @Nullable [] password, byte @Nullable [] more) {
        try {
            ASN1Sequence parts = ASN1Sequence.getInstance(file);
            keys.put("key", key(parts, password));
        } catch (IOException | IllegalArgumentException | ClassCastException broken) {
            throw new IdentityException(
                    identity,
                    FILE_BROKEN,
                    "it is no PKCS#8 key and no Key-6.dat that can be read here. Convert it to PKCS#12 with the program of"
                            + " its authority (docs/operations.md, Ukrainian keys).",
                    broken);
        }
        return chosen(null, more);
    }

    private PrivateKeyInfo key(ASN1Sequence parts, char @Nullable [] password) throws IOException {
        if (parts.getObjectAt(0) instanceof ASN1Integer) {
            return PrivateKeyInfo.getInstance(parts);
        }
        GostCipher cipher = new GostCipher(needed(password));
        boolean container = GostCipher.isKey6(parts);
        if (!container
                && !GostCipher.knows(EncryptedPrivateKeyInfo.getInstance(parts).getEncryptionAlgorithm())) {
            throw new IOException("encrypted in another way");
        }
        try {
            return container ? cipher.key6(parts) : cipher.decrypt(EncryptedPrivateKeyInfo.getInstance(parts));
        } catch (IOException | IllegalArgumentException | IllegalStateException | ClassCastException other) {
            throw wrongPassword(other);
        }
    }

    private char[] needed(char @Nullable [] password) {
        if (password == null) {
            throw new IdentityException(identity, PASSWORD_WRONG, "the file needs a password.", null);
        }
        return password;
    }

    private IdentityException wrongPassword(@Nullable Exception cause) {
        return new IdentityException(identity, PASSWORD_WRONG, "the password is wrong.", cause);
    }

    private void safe(ContentInfo part, GostCipher cipher) throws IOException, GeneralSecurityException {
        byte[] bags;
        if (part.getContentType().equals(PKCSObjectIdentifiers.encryptedData)) {
            EncryptedData sealed = EncryptedData.getInstance(part.getContent());
            bags = cipher.decrypt(
                    sealed.getEncryptionAlgorithm(), sealed.getContent().getOctets());
        } else {
            bags = ASN1OctetString.getInstance(part.getContent()).getOctets();
        }
        for (var each : ASN1Sequence.getInstance(bags)) {
            bag(SafeBag.getInstance(each), cipher);
        }
    }

    private void bag(SafeBag bag, GostCipher cipher) throws IOException, GeneralSecurityException {
        String name = name(bag);
        if (bag.getBagId().equals(PKCSObjectIdentifiers.pkcs8ShroudedKeyBag)) {
            keys.put(name, cipher.decrypt(EncryptedPrivateKeyInfo.getInstance(bag.getBagValue())));
        } else if (bag.getBagId().equals(PKCSObjectIdentifiers.keyBag)) {
            keys.put(name, PrivateKeyInfo.getInstance(bag.getBagValue()));
        } else if (bag.getBagId().equals(PKCSObjectIdentifiers.certBag)) {
            certificates.addAll(reader.certificates(ASN1OctetString.getInstance(
                            CertBag.getInstance(bag.getBagValue()).getCertValue())
                    .getOctets()));
        }
    }

    private String name(SafeBag bag) {
        ASN1Set attributes = bag.getBagAttributes();
        for (int i = 0; attributes != null && i < attributes.size(); i++) {
            Attribute attribute = Attribute.getInstance(attributes.getObjectAt(i));
            if (attribute.getAttrType().equals(PKCSObjectIdentifiers.pkcs_9_at_friendlyName)) {
                return ASN1BMPString.getInstance(attribute.getAttrValues().getObjectAt(0))
                        .getString();
            }
        }
        return "key-" + (keys.size() + 1);
    }

    private Identity chosen(@Nullable String alias, byte @Nullable [] more) {
        try {
            if (more != null) {
                certificates.addAll(reader.certificates(more));
            }
        } catch (GeneralSecurityException unreadable) {
            throw new IdentityException(identity, FILE_BROKEN, "its certificate file cannot be read.", unreadable);
        }
        if (keys.isEmpty()) {
            throw new IdentityException(identity, KEY_MISSING, "there is no private key in it.", null);
        }
        String has = " It has: " + String.join(", ", keys.keySet()) + ".";
        PrivateKeyInfo named = alias == null ? null : keys.get(alias);
        if (alias != null && named == null) {
            throw new IdentityException(identity, ALIAS_UNKNOWN, "no key has that alias." + has, null);
        }
        List<PrivateKeyInfo> candidates = named == null ? List.copyOf(keys.values()) : List.of(named);
        List<Identity> fitting = new ArrayList<>();
        IdentityException last = null;
        for (PrivateKeyInfo each : candidates) {
            try {
                fitting.add(reader.of(each, certificates));
            } catch (IdentityException other) {
                last = other;
            }
        }
        List<Identity> signing = fitting.stream()
                .filter(each -> KeySelection.maySign(each.certificate()))
                .toList();
        if (signing.size() == 1 || fitting.size() == 1) {
            return signing.isEmpty() ? fitting.get(0) : signing.get(0);
        }
        if (fitting.isEmpty() && last != null) {
            throw last;
        }
        throw new IdentityException(
                identity, SEVERAL_KEYS, "it holds several keys; set alias to the one that is meant." + has, null);
    }
}
