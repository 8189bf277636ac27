package org.hospitalhub.sandbox.ehealth;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;

/** A key with its certificate that signs as a client does: attached CMS, DER. */
record TestKey(PrivateKey key, X509Certificate certificate) {

    static TestKey of(TestCertificateAuthority.Issued issued) {
        return new TestKey(issued.key(), issued.certificate());
    }

    static TestKey load(Path file) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, "sandbox".toCharArray());
        }
        String alias = store.aliases().nextElement();
        return new TestKey((PrivateKey) store.getKey(alias, "sandbox".toCharArray()), (X509Certificate)
                store.getCertificate(alias));
    }

    byte[] sign(byte[] content) throws Exception {
        return signTogether(content, List.of(this));
    }

    /** Several signer infos side by side in one layer, which the service does not take. */
    static byte[] signTogether(byte[] content, List<TestKey> keys) throws Exception {
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        for (TestKey each : keys) {
            String algorithm = each.key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
            generator.addSignerInfoGenerator(
                    new JcaSimpleSignerInfoGeneratorBuilder().build(algorithm, each.key, each.certificate));
        }
        generator.addCertificates(
                new JcaCertStore(keys.stream().map(TestKey::certificate).toList()));
        return generator.generate(new CMSProcessableByteArray(content), true).getEncoded("DER");
    }
}
