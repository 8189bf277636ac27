package org.hospitalhub.sandbox.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.SignerInfoGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;

/**
 * Throw-away signing identities of the default registry's people and of the NHS, under a throw-away authority.
 *
 * <p>Made at the first start and kept as PKCS#12 files, password {@link #PASSWORD}, alias = file name; keys are never committed.
 * {@code ca.pem} is the authority's root. An own authority's directory belongs to one sandbox.
 */
final class Identities {

    static final String PASSWORD = "sandbox";

    private static final String CA = "ca";
    private static final String NHS = "nhs-signer";
    private static final String STAMP = "nhs-stamp";
    private static final String TSA = "tsa";

    /** Reads keys of DSTU 4145 too, which the JDK's key stores only write. */
    private static final Provider BC = new BouncyCastleProvider();

    private final Path directory;

    private Identities(Path directory) {
        this.directory = directory;
    }

    /** Reads the identities of the directory and makes what is missing. */
    static Identities in(Path directory, InstantSource clock) {
        Identities identities = new Identities(directory);
        try {
            Files.createDirectories(directory);
            JsonNode people = Json.parse(
                            Json.resource("ehealth/identities.json").getBytes(StandardCharsets.UTF_8))
                    .orElseThrow();
            identities.makeWhatIsMissing(people, clock.instant());
            return identities;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("the sandbox cannot make its signing identities", e);
        }
    }

    private void makeWhatIsMissing(JsonNode people, Instant now)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        if (!Files.exists(file(CA))) {
            TestCertificateAuthority fresh = TestCertificateAuthority.authority(now);
            Files.writeString(directory.resolve("ca.pem"), pem(fresh.root()));
            store(CA, fresh.key(), List.of(fresh.root()));
        }
        KeyStore ca = load(CA);
        TestCertificateAuthority mill = TestCertificateAuthority.of(
                (PrivateKey) ca.getKey(CA, PASSWORD.toCharArray()), (X509Certificate) ca.getCertificate(CA));
        for (JsonNode person : people) {
            String name = Json.text(person, "name");
            if (!Files.exists(file(name))) {
                TestCertificateAuthority.Issued issued = mill.issue(person, now);
                store(name, issued.key(), List.of(issued.certificate(), mill.root()));
            }
        }
        if (!Files.exists(file(TSA))) {
            TestCertificateAuthority.Issued issued = mill.timeStampAuthority(now);
            Files.writeString(directory.resolve("tsa.pem"), pem(issued.certificate()));
            store(TSA, issued.key(), List.of(issued.certificate(), mill.root()));
        }
    }

    /** Returns the key of the sandbox's time-stamp authority; its certificate is {@code tsa.pem}. */
    TestCertificateAuthority.Issued timeStampAuthority() {
        try {
            KeyStore store = load(TSA);
            return new TestCertificateAuthority.Issued(
                    (PrivateKey) store.getKey(TSA, PASSWORD.toCharArray()),
                    (X509Certificate) store.getCertificate(TSA));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the sandbox's time-stamp authority cannot be opened", e);
        }
    }

    /** Returns the authority's root, to be put into a registry's {@code trust}. */
    String rootPem() {
        try {
            return Files.readString(directory.resolve("ca.pem"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns an NHS officer's signature wrapped by the NHS's stamp, attached CMS in attached CMS. */
    byte[] signAndStamp(byte[] content) {
        return sign(STAMP, sign(NHS, content));
    }

    /** Returns the innermost content of what {@link #signAndStamp} made, or of a co-signature around it. */
    byte[] contentOf(byte[] document) {
        Signatures signatures = new Signatures();
        byte[] content = document;
        for (var inner = signatures.unwrap(content); inner.isPresent(); inner = signatures.unwrap(content)) {
            content = inner.get();
        }
        return content;
    }

    private byte[] sign(String name, byte[] content) {
        try {
            KeyStore store = load(name);
            PrivateKey key = (PrivateKey) store.getKey(name, PASSWORD.toCharArray());
            List<Certificate> chain = List.of(store.getCertificateChain(name));
            String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            SignerInfoGenerator signer =
                    new JcaSimpleSignerInfoGeneratorBuilder().build(algorithm, key, (X509Certificate) chain.get(0));
            generator.addSignerInfoGenerator(signer);
            generator.addCertificates(new JcaCertStore(chain.subList(0, 1)));
            CMSSignedData signed = generator.generate(new CMSProcessableByteArray(content), true);
            return signed.getEncoded("DER");
        } catch (GeneralSecurityException | OperatorCreationException | CMSException | IOException e) {
            throw new IllegalStateException("the sandbox's identity " + name + " cannot sign", e);
        }
    }

    private KeyStore load(String name) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12", BC);
        try (InputStream in = Files.newInputStream(file(name))) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private void store(String name, PrivateKey key, List<X509Certificate> chain)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(name, key, PASSWORD.toCharArray(), chain.toArray(Certificate[]::new));
        try (OutputStream out = Files.newOutputStream(file(name))) {
            store.store(out, PASSWORD.toCharArray());
        }
        if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(
                    file(name), EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
        }
    }

    private Path file(String name) {
        return directory.resolve(name + ".p12");
    }

    private static String pem(X509Certificate certificate) throws GeneralSecurityException {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }
}
