package org.hospitalhub.tls.keys;

import java.nio.charset.StandardCharsets;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.jspecify.annotations.Nullable;

/** Detects the format of a key file by its first bytes. */
final class KeyFileFormat {

    private static final int JKS = 0xFEEDFEED;
    private static final int JCEKS = 0xCECECECE;

    private KeyFileFormat() {}

    /** Returns what the file is and what to set, as the end of a sentence; null if unknown. */
    static @Nullable String of(byte[] file) {
        if (new String(file, 0, Math.min(file.length, 4096), StandardCharsets.ISO_8859_1).contains("-----BEGIN ")) {
            return "text in PEM: set type to PEM.";
        }
        int magic =
                file.length < Integer.BYTES ? 0 : java.nio.ByteBuffer.wrap(file).getInt();
        if (magic == JKS) {
            return "a Java key store: set type to JKS.";
        }
        if (magic == JCEKS) {
            return "a Java key store of the kind JCEKS: convert it with keytool -importkeystore -deststoretype pkcs12.";
        }
        try {
            ASN1Sequence parts = ASN1Sequence.getInstance(file);
            if (GostCipher.isKey6(parts)) {
                return "a Ukrainian Key-6.dat: set type to KEY6, and certificate to the file of its certificate.";
            }
            boolean pkcs8 = parts.size() >= 2
                    && (parts.getObjectAt(0) instanceof ASN1Integer version
                            ? version.hasValue(0) || version.hasValue(1)
                            : parts.getObjectAt(0) instanceof ASN1Sequence);
            return pkcs8
                    ? "one key alone (PKCS#8): set type to PKCS8, and certificate to the file of its certificate."
                    : null;
        } catch (IllegalArgumentException | IllegalStateException | ClassCastException unknown) {
            return null;
        }
    }
}
