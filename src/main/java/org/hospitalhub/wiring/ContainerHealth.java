package org.hospitalhub.wiring;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/**
 * Asks a running hub whether it is ready, for the image's health check: a JRE image has neither curl nor a compiler. Uses the
 * JDK alone, so that it starts in a fraction of a second.
 */
final class ContainerHealth {

    private static final int MILLIS = 4_000;

    private ContainerHealth() {}

    /** Ends with 0 when the address answers 200; without an argument the address is the hub's readiness on this machine. */
    public static void main(String[] args) {
        String port = System.getenv().getOrDefault("SERVER_PORT", "8080");
        String address = args.length > 0 ? args[0] : "http://127.0.0.1:" + port + "/actuator/health/readiness";
        String answer = ask(address);
        System.out.println(address + " " + answer);
        System.exit("200".equals(answer) ? 0 : 1);
    }

    private static String ask(String address) {
        try {
            HttpURLConnection call =
                    (HttpURLConnection) URI.create(address).toURL().openConnection();
            call.setConnectTimeout(MILLIS);
            call.setReadTimeout(MILLIS);
            return String.valueOf(call.getResponseCode());
        } catch (IOException unreachable) {
            return "does not answer";
        }
    }
}
