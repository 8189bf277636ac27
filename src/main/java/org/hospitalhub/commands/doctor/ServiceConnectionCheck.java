package org.hospitalhub.commands.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.jspecify.annotations.Nullable;

/**
 * Checks the connection to one service: its name in DNS, its port, its TLS with our certificate, its clock. Ends at the
 * first that fails.
 */
final class ServiceConnectionCheck {

    private static final int CONNECT_MILLIS = 5_000;
    private static final int ANSWER_MILLIS = 10_000;
    private static final int HEAD_BYTES = 16_384;
    private static final Duration CLOCK_MAY_DIFFER = Duration.ofSeconds(5);

    private final String name;
    private final URI address;
    private final @Nullable SSLContext tls;
    private final InstantSource clock;
    private final boolean counted;
    private final List<CheckResult> checks = new ArrayList<>();

    /**
     * Prepares a visit.
     *
     * @param tls whom we trust and who we are, null for plain HTTP
     * @param counted whether the service counts requests: then none is sent, also none for its clock
     */
    ServiceConnectionCheck(String name, URI address, @Nullable SSLContext tls, InstantSource clock, boolean counted) {
        this.name = name;
        this.address = address;
        this.tls = tls;
        this.clock = clock;
        this.counted = counted;
    }

    List<CheckResult> checks() {
        String host = address.getHost();
        if (host == null) {
            throw new IllegalArgumentException("no host");
        }
        int port = address.getPort() > 0 ? address.getPort() : tls == null ? 80 : 443;
        InetAddress found;
        try {
            found = InetAddress.getByName(host);
        } catch (UnknownHostException unknown) {
            checks.add(
                    CheckResult.error(
                            name + " dns",
                            host + " cannot be resolved",
                            "Check the name. Some services can be resolved only inside their VPN: check that it is up and that its DNS is used."));
            return checks;
        }
        checks.add(CheckResult.ok(
                name + " dns", host + " is " + found.getHostAddress() + (inside(found) ? ", private" : "")));
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(found, port), CONNECT_MILLIS);
            plain.setSoTimeout(ANSWER_MILLIS);
            checks.add(CheckResult.ok(name + " tcp", "port " + port + " answers"));
            talk(plain, host, port);
        } catch (IOException silent) {
            checks.add(
                    CheckResult.error(
                            name + " tcp",
                            "port " + port + " does not answer ("
                                    + silent.getClass().getSimpleName() + ")",
                            found.isLoopbackAddress()
                                    ? "It is on this machine: check that it is running."
                                    : inside(found)
                                            ? "The address is private: check that the VPN is up and that this network can be reached."
                                            : "Check for a firewall or proxy of the hospital in between, and whether the service is down."));
        }
        return checks;
    }

    private void talk(Socket plain, String host, int port) {
        try {
            Socket socket = tls == null ? plain : handshake(tls, plain, host, port);
            if (counted) {
                checks.add(CheckResult.skipped(
                        name + " clock", "skipped, because every request counts towards the limit"));
            } else {
                clock(socket, host);
            }
        } catch (SSLException refused) {
            checks.add(CheckResult.error(name + " tls", "no handshake: " + why(refused), advice(refused)));
        } catch (IOException lost) {
            checks.add(
                    CheckResult.warning(
                            name + " clock",
                            "HEAD / was not answered (" + lost.getClass().getSimpleName() + ")",
                            tls == null
                                    ? "The service may not support HEAD; compare its clock yourself."
                                    : "With TLS 1.3 a server refuses a client certificate only at this point: check that the right one is used."));
        }
    }

    private SSLSocket handshake(SSLContext context, Socket plain, String host, int port) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        X509Certificate server = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        checks.add(CheckResult.ok(
                name + " tls",
                socket.getSession().getProtocol() + ", server certificate valid until "
                        + server.getNotAfter().toInstant()));
        return socket;
    }

    private static String why(SSLException refused) {
        return ExceptionUtils.getRootCause(refused).getClass().getSimpleName()
                + (refused.getMessage() == null ? "" : " (" + refused.getMessage() + ")");
    }

    private String advice(SSLException refused) {
        if (ExceptionUtils.indexOfType(refused, CertificateException.class) >= 0) {
            return "The server's certificate is not trusted or belongs to another host: check whether a proxy intercepts TLS and"
                    + " whether the trust file of this service is set.";
        }
        return "The server may have refused our certificate (expired, revoked, wrong provider), or not support TLS 1.2 or 1.3.";
    }

    /** HEAD of the host's root: no operation of the service, and every web server says its time with it. */
    private void clock(Socket socket, String host) throws IOException {
        String head = "HEAD / HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: hospital-hub-doctor\r\n"
                + "Connection: close\r\n\r\n";
        Instant asked = clock.instant();
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        Optional<Instant> serviceTime = date(head(socket.getInputStream()));
        if (serviceTime.isEmpty()) {
            checks.add(CheckResult.skipped(name + " clock", "the service sends no Date header"));
            return;
        }
        Duration offset = offset(serviceTime.get(), asked, clock.instant());
        long seconds = Math.round(offset.toMillis() / 1000.0);
        String found = seconds == 0
                ? "agrees with the service's Date to the second"
                : "this machine is %d s %s the service's Date"
                        .formatted(Math.abs(seconds), seconds < 0 ? "behind" : "ahead of");
        checks.add(
                offset.abs().compareTo(CLOCK_MAY_DIFFER) <= 0
                        ? CheckResult.ok(name + " clock", found)
                        : CheckResult.warning(
                                name + " clock",
                                found,
                                "Run NTP, because signatures, tokens and certificates depend on the time. Restart the hub"
                                        + " after its clock was set."));
    }

    /** Returns how far this machine's clock is ahead at least, since the answer was written between these two of its moments. */
    static Duration offset(Instant serviceTime, Instant asked, Instant answered) {
        // The header has whole seconds.
        Instant service = serviceTime.plusMillis(500);
        if (service.isBefore(asked)) {
            return Duration.between(service, asked);
        }
        return service.isAfter(answered) ? Duration.between(service, answered) : Duration.ZERO;
    }

    private static String head(InputStream answer) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int read = answer.read(); read >= 0 && head.length() < HEAD_BYTES; read = answer.read()) {
            head.append((char) read);
            if (head.length() >= 4 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
                break;
            }
        }
        if (head.isEmpty()) {
            throw new IOException("no answer");
        }
        return head.toString();
    }

    static Optional<Instant> date(String head) {
        return head.lines()
                .filter(line -> line.regionMatches(true, 0, "Date:", 0, 5))
                .map(line -> line.substring(5).strip())
                .flatMap(text -> {
                    try {
                        return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                                        .toInstant())
                                .stream();
                    } catch (DateTimeException unreadable) {
                        return Optional.<Instant>empty().stream();
                    }
                })
                .findFirst();
    }

    /** Addresses that the internet does not know: those of a hospital's own network or of a VPN. */
    static boolean inside(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean carrier = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xC0) == 64;
        boolean uniqueLocal = address instanceof Inet6Address && (bytes[0] & 0xFE) == 0xFC;
        return address.isSiteLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || carrier
                || uniqueLocal;
    }
}
