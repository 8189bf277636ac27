package org.hospitalhub.cms;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import org.bouncycastle.util.CollectionStore;
import org.hospitalhub.calls.RawServer;
import org.hospitalhub.cms.RevocationAuthority.Issued;
import org.hospitalhub.cms.RevocationAuthority.Response;

/** An invented root, an authority below it, a signer and a time-stamp authority, with OCSP, lists and time-stamps over HTTP. */
public final class LongTermPki implements AutoCloseable {

    private final SignatureScheme scheme;

    private final RawServer server;
    private final RevocationAuthority root;
    private final RevocationAuthority authority;
    private final Issued person;
    private final Issued stamper;
    private final Set<String> down = ConcurrentHashMap.newKeySet();
    private final Map<BigInteger, Boolean> revoked = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** Starts its server. */
    public LongTermPki(SignatureScheme scheme) throws Exception {
        this.scheme = scheme;
        this.server = new RawServer(null, (request, out) -> {
            asked.add(request.last());
            if (down.contains(request.last())) {
                out.write(RawServer.answer(503, "down"));
                return;
            }
            byte[] body = body(request.last(), request.body());
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n").getBytes(UTF_8));
            out.write(body);
        });
        this.root = new RevocationAuthority(scheme);
        this.authority = root.below("Made-up authority below", RevocationAuthority.list(at("root.crl")));
        Extension signs = Extension.create(
                Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.nonRepudiation));
        Extension ocsp = RevocationAuthority.ocsp(at("ocsp"));
        Extension list = RevocationAuthority.list(at("ca.crl"));
        this.person = authority.issue("Made-up person", signs, ocsp, list);
        this.stamper = authority.issue(
                "Made-up stamper",
                signs,
                Extension.create(
                        Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping)),
                ocsp,
                list);
    }

    private byte[] body(String path, byte[] question) throws IOException {
        try {
            return switch (path) {
                case "ocsp" -> answer(question);
                case "ca.crl" -> authority.list(0, 0, Duration.ofMinutes(1), Duration.ofDays(1));
                case "root.crl" ->
                    root.list(
                            revoked.containsKey(authority.self().holder().getSerialNumber())
                                    ? authority
                                            .self()
                                            .holder()
                                            .getSerialNumber()
                                            .longValueExact()
                                    : 0,
                            1,
                            Duration.ofMinutes(1),
                            Duration.ofDays(1));
                case "tsa" -> stamp(question);
                default -> throw new IOException("nothing here");
            };
        } catch (IOException | RuntimeException failed) {
            throw failed;
        } catch (Exception failed) {
            throw new IOException(failed);
        }
    }

    private byte[] answer(byte[] question) throws Exception {
        CertificateID about = new OCSPReq(question).getRequestList()[0].getCertID();
        Response response = new Response(authority.self());
        if (revoked.containsKey(about.getSerialNumber())) {
            response.status = new RevokedStatus(Date.from(RevocationAuthority.NOW), 1);
        }
        return authority.answer(question, response);
    }

    private byte[] stamp(byte[] question) throws Exception {
        SignatureOperators operators = new SignatureOperators(new BouncyCastleProvider());
        TimeStampTokenGenerator tokens = new TimeStampTokenGenerator(
                new SignerInfoGeneratorBuilder(operators.digestCalculators())
                        .setContentDigest(scheme.digest())
                        .build(
                                operators.signer(
                                        stamper.keys().getPrivate(),
                                        stamper.keys().getPublic(),
                                        scheme),
                                stamper.holder()),
                operators.digestCalculators().get(new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256)),
                new ASN1ObjectIdentifier("1.2.3.4"));
        tokens.addCertificates(new CollectionStore<>(List.of(stamper.holder())));
        return new TimeStampResponseGenerator(tokens, TSPAlgorithms.ALLOWED)
                .generate(new TimeStampRequest(question), BigInteger.ONE, Date.from(RevocationAuthority.NOW))
                .getEncoded();
    }

    private String at(String path) {
        return "http://127.0.0.1:" + server.port() + "/" + path;
    }

    /** Lets a path answer with 503: ocsp, ca.crl, root.crl or tsa. */
    void stop(String path) {
        down.add(path);
    }

    void revokePerson() {
        revoked.put(person.holder().getSerialNumber(), true);
    }

    void revokeStamper() {
        revoked.put(stamper.holder().getSerialNumber(), true);
    }

    void revokeAuthority() {
        revoked.put(authority.self().holder().getSerialNumber(), true);
    }

    /** Returns how often a path was asked. */
    long asked(String path) {
        return asked.stream().filter(path::equals).count();
    }

    /** Returns the host and port of everything. */
    public String host() {
        return "127.0.0.1:" + server.port();
    }

    /** Returns the address of the time-stamp authority. */
    public URI stamps() {
        return URI.create(at("tsa"));
    }

    /** Returns the key of the signer with its chain, without the root. */
    public SigningKey key() throws Exception {
        return new SigningKey(
                person.keys().getPrivate(), List.of(person.certificate(), authority.certificate()), scheme);
    }

    RevocationAuthority root() {
        return root;
    }

    RevocationAuthority authority() {
        return authority;
    }

    /** Returns the roots as a file has them. */
    public Trust roots() throws Exception {
        return Trust.in(List.of(root.certificate()));
    }

    /** Returns the root's certificate. */
    public java.security.cert.X509Certificate rootCertificate() throws Exception {
        return root.certificate();
    }

    LongTermSignatures completing(String... hosts) {
        return new LongTermSignatures(
                new OnlineRevocation.Settings(null, Set.of(hosts), Duration.ofMinutes(1)),
                () -> {
                    try {
                        return roots();
                    } catch (Exception failed) {
                        throw new IOException(failed);
                    }
                },
                InstantSource.fixed(RevocationAuthority.NOW));
    }

    /** Returns the document signed with a time-stamp over the signature, without the rest. */
    byte[] stamped(byte[] content, boolean attached) throws Exception {
        byte[] signed = new CmsSigner(InstantSource.fixed(RevocationAuthority.NOW), null)
                .sign(content, attached, List.of(key()));
        return new SignatureTimeStamps(
                        new HttpTimeStampAuthority(stamps(), null, Duration.ofMinutes(1), null, () -> null))
                .stamped(signed, true);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
