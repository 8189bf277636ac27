package org.hospitalhub.wiring;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Checks whether a running hub is ready, for the image's health check: a JRE image has neither curl nor a compiler. Uses the
 * JDK alone, so that it starts in a fraction of a second.
 */
final class ContainerHealth {

    private static final int MILLIS = 4_000;

    private ContainerHealth() {}

    /** Exits with 0 when the address answers with 200; the default address is the hub's readiness on this machine. */
    public static void main(String[] args) {
        String port = System.getenv().getOrDefault("SERVER_PORT", "8080");
        String address = args.length > 0 ? args[0] : "http://127.0.0.1:" + port + "/actuator/health/readiness";
        String answer = ask(address);
        if (!"200".equals(answer) && args.length == 0) {
            answer = ask(address.replace("http:", "https:"));
        }
        System.out.println(address + " " + answer);
        System.exit("200".equals(answer) ? 0 : 1);
    }

    private static String ask(String address) {
        try {
            HttpURLConnection call =
                    (HttpURLConnection) URI.create(address).toURL().openConnection();
            if (call instanceof HttpsURLConnection tls) {
                itself(tls);
            }
            call.setConnectTimeout(MILLIS);
            call.setReadTimeout(MILLIS);
            return String.valueOf(call.getResponseCode());
        } catch (IOException | GeneralSecurityException unreachable) {
            return "does not answer";
        }
    }

    /** Accepts any certificate, because the hub's certificate does not name this machine's loopback; nothing secret is sent. */
    private static void itself(HttpsURLConnection call) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Everybody()}, null);
        call.setSSLSocketFactory(context.getSocketFactory());
        call.setHostnameVerifier((host, session) -> true);
    }

    private static final class Everybody implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {
            // no terminal to ask
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {
            // only this machine can answer
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
