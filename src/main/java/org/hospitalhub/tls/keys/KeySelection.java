package org.hospitalhub.tls.keys;

import static org.hospitalhub.tls.keys.IdentityException.Reason.ALIAS_UNKNOWN;
import static org.hospitalhub.tls.keys.IdentityException.Reason.CERTIFICATE_MISSING;
import static org.hospitalhub.tls.keys.IdentityException.Reason.KEY_MISSING;
import static org.hospitalhub.tls.keys.IdentityException.Reason.PASSWORD_WRONG;
import static org.hospitalhub.tls.keys.IdentityException.Reason.SEVERAL_KEYS;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.jspecify.annotations.Nullable;

/** Selects the intended key of a store with one or several. */
final class KeySelection {

    private static final int DIGITAL_SIGNATURE = 0;
    private static final int NON_REPUDIATION = 1;

    private final String identity;

    KeySelection(String identity) {
        this.identity = identity;
    }

    Identity from(KeyStore store, char @Nullable [] password, @Nullable String alias) throws GeneralSecurityException {
        return from(store, password, alias, null);
    }

    /** Takes further certificates for a key that has none of its own in the store. */
    Identity from(KeyStore store, char @Nullable [] password, @Nullable String alias, byte @Nullable [] more)
            throws GeneralSecurityException {
        String chosen = alias == null ? only(store) : known(store, alias);
        Certificate[] chain = store.getCertificateChain(chosen);
        PrivateKey key = key(store, chosen, password);
        DstuKeys dstu = new DstuKeys(identity);
        if (more != null || isRaw(key)) {
            List<X509Certificate> all = new ArrayList<>(more == null ? List.of() : dstu.certificates(more));
            for (Certificate each : chain == null ? new Certificate[0] : chain) {
                all.add((X509Certificate) each);
            }
            if (isRaw(key)) {
                return dstu.of(PrivateKeyInfo.getInstance(key.getEncoded()), all);
            }
        }
        if (chain == null || chain.length == 0) {
            throw new IdentityException(identity, CERTIFICATE_MISSING, "the key has no certificate.", null);
        }
        return new Identity(
                identity, key, Stream.of(chain).map(X509Certificate.class::cast).toList());
    }

    /** Returns whether the key is a Ukrainian one from a Java key store, whose type the JDK does not know. */
    private static boolean isRaw(PrivateKey key) {
        byte[] encoded = key.getClass().getName().startsWith("sun.") ? key.getEncoded() : null;
        return encoded != null && DstuKeys.isOne(PrivateKeyInfo.getInstance(encoded));
    }

    private PrivateKey key(KeyStore store, String alias, char @Nullable [] password) throws GeneralSecurityException {
        try {
            Key key = store.getKey(alias, password);
            if (key instanceof PrivateKey privateKey) {
                return privateKey;
            }
        } catch (UnrecoverableKeyException locked) {
            if (locked.getCause() instanceof NoSuchAlgorithmException unknownKind) {
                throw unknownKind;
            }
            throw new IdentityException(
                    identity, PASSWORD_WRONG, "the password does not open the private key.", locked);
        }
        throw new IdentityException(identity, KEY_MISSING, "the alias names no private key.", null);
    }

    private String known(KeyStore store, String alias) throws GeneralSecurityException {
        if (store.isKeyEntry(alias)) {
            return alias;
        }
        boolean certificateOnly = store.containsAlias(alias);
        throw new IdentityException(
                identity,
                certificateOnly ? KEY_MISSING : ALIAS_UNKNOWN,
                (certificateOnly ? "the alias names a certificate without its private key." : "no key has that alias.")
                        + has(keys(store)),
                null);
    }

    private String only(KeyStore store) throws GeneralSecurityException {
        List<String> keys = keys(store);
        if (keys.isEmpty()) {
            throw new IdentityException(
                    identity,
                    KEY_MISSING,
                    "there is no private key in it. Export the certificate together with its key.",
                    null);
        }
        if (keys.size() == 1) {
            return keys.get(0);
        }
        List<String> signing = new ArrayList<>();
        for (String each : keys) {
            if (maySign(store.getCertificate(each))) {
                signing.add(each);
            }
        }
        if (signing.size() == 1) {
            return signing.get(0);
        }
        throw new IdentityException(
                identity, SEVERAL_KEYS, "it holds several keys; set alias to the one that is meant." + has(keys), null);
    }

    /** Ukrainian key files hold a second key for encryption, which cannot sign. */
    static boolean maySign(@Nullable Certificate certificate) {
        if (!(certificate instanceof X509Certificate x509)) {
            return false;
        }
        boolean[] usage = x509.getKeyUsage();
        return usage == null || usage[DIGITAL_SIGNATURE] || usage[NON_REPUDIATION];
    }

    private static String has(List<String> keys) {
        return " It has: " + String.join(", ", keys) + ".";
    }

    private static List<String> keys(KeyStore store) throws GeneralSecurityException {
        List<String> keys = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                keys.add(alias);
            }
        }
        return keys;
    }
}
