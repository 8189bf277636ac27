package org.hospitalhub.nhif;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.hospitalhub.calls.GuardedHttpClient;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of NHIF; {@code config/nhif.yaml} holds every key with its default and the reason for it.
 *
 * @param baseUrl what stands before {@code /api}; empty switches the service off
 * @param identity name of the default identity, empty for none
 * @param trust PEM file of further roots, null for none
 * @param proxy {@code host:port} of an HTTP proxy that tunnels, empty for none
 * @param tls what the endpoint's handshakes may use
 * @param requestsPerMinute limit for all nodes together, 0 for none (the specification names no limit)
 * @param connectTimeout for one connection
 * @param timeOut for an answer whose catalogue entry names none
 * @param retryFor how long failures are retried before the order is parked
 * @param bodyLimit largest document of a submission
 * @param answerLimit largest answer that is read
 * @param connections to the service at the same time, per identity
 */
@ConfigurationProperties("hub.nhif")
public record NhifSettings(
        @DefaultValue("") String baseUrl,
        @DefaultValue("") String identity,
        @Nullable Path trust,
        @DefaultValue("") String proxy,
        @DefaultValue Tls tls,
        @DefaultValue("0") int requestsPerMinute,
        @DefaultValue("10s") Duration connectTimeout,
        @DefaultValue("60s") Duration timeOut,
        @DefaultValue("4h") Duration retryFor,
        @DefaultValue("20MB") DataSize bodyLimit,
        @DefaultValue("20MB") DataSize answerLimit,
        @DefaultValue("20") int connections,
        @DefaultValue Map<String, CatalogueEntry> catalogue) {

    private static final Pattern PROXY = Pattern.compile("[A-Za-z0-9.-]+:\\d{1,5}");

    /**
     * What handshakes may use, for tokens that cannot do everything (NHIF contract B5).
     *
     * @param protocols {@code TLSv1.3}, {@code TLSv1.2}; empty for both
     * @param signatureSchemes names of RFC 8446 §4.2.3; empty for all
     */
    public record Tls(
            @DefaultValue List<String> protocols,
            @DefaultValue List<String> signatureSchemes) {}

    /** Refuses, with one clear line, a base URL that patient data must not be sent to. */
    public NhifSettings {
        baseUrl = baseUrl.strip().replaceAll("/+$", "");
        identity = identity.strip();
        proxy = proxy.strip();
        if (!proxy.isEmpty() && !PROXY.matcher(proxy).matches()) {
            throw new IllegalArgumentException("hub.nhif.proxy must look like proxy.hospital.example:3128");
        }
        if (!baseUrl.isEmpty()) {
            checkBase(baseUrl);
        }
        if (requestsPerMinute < 0) {
            throw new IllegalArgumentException("hub.nhif.requests-per-minute must not be negative");
        }
        catalogue = Map.copyOf(catalogue);
        catalogue.forEach((name, entry) -> entry.validate(name));
    }

    /** Returns why the service is off, null when it is on. */
    @Nullable
    String off() {
        return baseUrl.isEmpty() ? "NHIF is off: hub.nhif.base-url is not set." : null;
    }

    /** Returns whether calls go over TLS; plain http is for a stand-in on this machine. */
    boolean secure() {
        return baseUrl.startsWith("https:");
    }

    /** Returns what a call may take that has this long for its answer. */
    GuardedHttpClient.Limits limits(Duration answer) {
        return new GuardedHttpClient.Limits(
                connectTimeout(), answer, answer, (int) answerLimit().toBytes(), true, true);
    }

    /** Returns the proxy, not resolved; null when calls go straight. */
    @Nullable
    InetSocketAddress proxyAddress() {
        int colon = proxy.indexOf(':');
        return colon < 0
                ? null
                : InetSocketAddress.createUnresolved(
                        proxy.substring(0, colon), Integer.parseInt(proxy.substring(colon + 1)));
    }

    /** Finds a service of the catalogue by its name. */
    Optional<CatalogueEntry> entry(@Nullable String name) {
        return name == null ? Optional.empty() : Optional.ofNullable(catalogue.get(name));
    }

    /** Returns whether the catalogue says of a stored order that it may be sent again when its answer was lost. */
    boolean repeatHarmless(byte[] payload) {
        return entry(NhifOrder.read(payload).entry())
                .map(CatalogueEntry::repeatHarmless)
                .orElse(false);
    }

    private static void checkBase(String baseUrl) {
        URI uri = parse(baseUrl);
        if (uri.getHost() == null
                || !Set.of("http", "https").contains(String.valueOf(uri.getScheme()))
                || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "hub.nhif.base-url must look like https://api-eiis.nhif.bg, without user, query or fragment");
        }
        if (uri.getScheme().equals("http") && !isLoopback(uri.getHost())) {
            throw new IllegalArgumentException("hub.nhif.base-url must be https: NHIF knows callers by certificate");
        }
    }

    private static URI parse(String baseUrl) {
        try {
            return URI.create(baseUrl);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("hub.nhif.base-url is not a URL", e);
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
