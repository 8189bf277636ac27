package org.hospitalhub.tls;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.hospitalhub.tls.keys.IdentityException;
import org.hospitalhub.tls.keys.IdentitySettings;

/** Opens a token and prints what happened as its last line. */
final class Pkcs11TokenPlayer {

    private Pkcs11TokenPlayer() {}

    /** Takes the library, the PIN, the alias, what to do and the folder of the case. */
    public static void main(String[] args) throws Exception {
        IdentitySettings.Entry entry = new IdentitySettings.Entry(
                Path.of(args[0]),
                IdentitySettings.Type.PKCS11,
                args[1].isEmpty() ? null : args[1],
                null,
                args[2].isEmpty() ? null : args[2]);
        IdentitySettings.Entry other =
                new IdentitySettings.Entry(Path.of(args[0]), IdentitySettings.Type.PKCS11, "654321", null, null);
        Identities identities = new Identities(new IdentitySettings(Map.of("ask", entry, "other", other)));
        try {
            if (args[3].equals("second")) {
                identities.named("ask");
                identities.named("other");
            }
            System.out.println(args[3].equals("open") ? identities.named("ask") : shown(identities, Path.of(args[4])));
        } catch (IdentityException said) {
            System.out.println(said.getMessage());
        }
        System.exit(0);
    }

    private static String shown(Identities identities, Path home) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        char[] password = TestPki.PASSWORD.toCharArray();
        try (var in = Files.newInputStream(home.resolve("server.p12"))) {
            store.load(in, password);
        }
        TestPki.Pair own = new TestPki.Pair(
                (PrivateKey) store.getKey("key-0", password), (X509Certificate) store.getCertificate("key-0"));
        X509Certificate authority = (X509Certificate) store.getCertificateChain("key-0")[1];
        SSLContext context = OutgoingTls.context(
                new OutgoingTls.Settings(home.resolve("ca.pem"), List.of("TLSv1.3"), List.of()),
                () -> identities.named("ask"));
        try (TlsServer server = new TlsServer(own, authority, List.of(), "TLSv1.3");
                SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port())) {
            return String.valueOf(
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                            .readLine());
        }
    }
}
