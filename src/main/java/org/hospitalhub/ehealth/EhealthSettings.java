package org.hospitalhub.ehealth;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of eHealth; every key stands with its reason in {@code config/ehealth.yaml}.
 *
 * @param baseUrl what stands before {@code /api}; empty turns eHealth off
 * @param authUrl what stands before {@code /oauth}; empty for the same as baseUrl
 * @param apiKey header API-key
 * @param customPsk header X-Custom-PSK
 * @param requestsPerMinute limit for all nodes together
 * @param legalEntities whom the hub works for, by name
 * @param followPause first pause between two questions for the decision
 * @param followPauseMax longest one
 * @param followUntil status that completes an order
 * @param uploadHosts hosts that upload and download links may name; empty for the service's own and its storage's
 * @param uploadUrlsLive how long upload links live
 * @param documentMaxBytes largest document
 * @param registrySnapshot JSON file in the sandbox registry's format; empty for none
 * @param registryMaxAge how old fetched registry tables may be; zero never fetches
 * @param renewBefore how long before its end an access token is renewed
 * @param retryFor how long failures are retried before an order is parked
 * @param fourGroupNumbers whether contract numbers with a fourth group pass (eHealth contract §7)
 * @param capitationMaxDays longest capitation period where the registry does not say
 * @param reimbursementMaxDays longest reimbursement period where the registry does not say
 * @param scopes what a log-in asks for, parted by spaces
 * @param trust PEM file of the authorities whose signatures of the NHS are trusted; empty accepts any valid signature
 * @param crl files of revocation lists, PEM or DER, that signers and the NHS are looked up in
 * @param tsa the time-stamp authority of the hub's own signatures
 */
@ConfigurationProperties("hub.ehealth")
public record EhealthSettings(
        @DefaultValue("") String baseUrl,
        @DefaultValue("") String authUrl,
        @DefaultValue("") String apiKey,
        @DefaultValue("") String customPsk,
        @DefaultValue("60") int requestsPerMinute,
        @DefaultValue Map<String, LegalEntity> legalEntities,
        @DefaultValue("1m") Duration followPause,
        @DefaultValue("4h") Duration followPauseMax,
        @DefaultValue("APPROVED") String followUntil,
        @DefaultValue List<String> uploadHosts,
        @DefaultValue("600s") Duration uploadUrlsLive,
        @DefaultValue("10000000") int documentMaxBytes,
        @DefaultValue("") String registrySnapshot,
        @DefaultValue("1h") Duration registryMaxAge,
        @DefaultValue("60s") Duration renewBefore,
        @DefaultValue("24h") Duration retryFor,
        @DefaultValue("false") boolean fourGroupNumbers,
        @DefaultValue("366") int capitationMaxDays,
        @DefaultValue("1096") int reimbursementMaxDays,
        @DefaultValue(DEFAULT_SCOPES) String scopes,
        @DefaultValue("") String trust,
        @DefaultValue List<String> crl,
        @DefaultValue TimeStampSettings tsa) {

    /** What the hub's calls need, its look at the registry included (eHealth contract §1.11). */
    static final String DEFAULT_SCOPES = "contract_request:create contract_request:read contract_request:approve"
            + " contract_request:sign contract_request:terminate contract:read division:read employee:read"
            + " medical_program:read dictionary:read";

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final String STORAGE = "storage.googleapis.com";

    /** Names whose domain belongs to one service: api.ehealth.gov.ua has sisters, ehealth.ua and numbers have none. */
    private static final Pattern SISTERS = Pattern.compile("([^.]+\\.){3,}[a-z]+");

    /**
     * A legal entity of this hospital.
     *
     * @param clientId its id in eHealth, which is also its OAuth client
     * @param clientSecret secret of the OAuth client
     * @param refreshToken the first refresh token; later ones live in the ledger
     * @param edrpou its number, or the DRFO of a sole entrepreneur
     * @param type MSP, PRIMARY_CARE, PHARMACY, …
     * @param drfo tax number of the person whose token is used; empty leaves that to the service
     * @param surname surname of that person; empty leaves that to the service
     */
    public record LegalEntity(
            @DefaultValue("") String clientId,
            @DefaultValue("") String clientSecret,
            @DefaultValue("") String refreshToken,
            @DefaultValue("") String edrpou,
            @DefaultValue("") String type,
            @DefaultValue("") String drfo,
            @DefaultValue("") String surname) {

        /** Hides the secrets. */
        @Override
        public String toString() {
            return "LegalEntity[" + clientId + "]";
        }
    }

    /** Takes spaces and slashes off that were pasted along. */
    public EhealthSettings {
        baseUrl = bare(baseUrl);
        authUrl = authUrl.isBlank() ? baseUrl : bare(authUrl);
        apiKey = apiKey.strip();
        customPsk = customPsk.strip();
        followUntil = followUntil.strip().toUpperCase(Locale.ROOT);
        legalEntities = Map.copyOf(legalEntities);
        uploadHosts = uploadHosts.stream()
                .map(host -> host.strip().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static String bare(String url) {
        return url.strip().replaceAll("/+$", "");
    }

    /** Returns why eHealth is off in one sentence, null when it is on. */
    public @Nullable Wording off() {
        if (baseUrl.isEmpty()) {
            return Wording.of("OFF.settings", "eHealth", "hub.ehealth.base-url");
        }
        List<String> problems = problems();
        return problems.isEmpty() ? null : Wording.of("OFF.problem", "eHealth", problems.get(0));
    }

    /** Returns what makes these settings unusable, one line each; the hub must not start with any. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (baseUrl.isEmpty()) {
            return problems;
        }
        if (!usable(baseUrl) || !usable(authUrl)) {
            problems.add(
                    "hub.ehealth.base-url and auth-url must be https addresses (http on loopback only) without user,"
                            + " query and #.");
        }
        if (apiKey.isEmpty()) {
            problems.add("hub.ehealth.api-key is missing.");
        }
        if (legalEntities.isEmpty()) {
            problems.add("hub.ehealth.legal-entities is empty: add a legal entity.");
        }
        legalEntities.forEach((name, entity) -> {
            if (Stream.of(entity.clientId(), entity.clientSecret(), entity.edrpou(), entity.type())
                    .anyMatch(String::isBlank)) {
                problems.add("hub.ehealth.legal-entities." + name
                        + " needs client-id, client-secret, refresh-token, edrpou and type.");
            }
        });
        if (requestsPerMinute < EhealthConfiguration.TABLES && !registryMaxAge.isZero()) {
            problems.add(
                    "hub.ehealth.requests-per-minute must be at least " + EhealthConfiguration.TABLES
                            + ", for one order asks for the registry's tables at once; or set hub.ehealth.registry-max-age to 0s.");
        }
        problems.addAll(new SignatureTrust(this).problems());
        problems.addAll(tsa.problems());
        if (!EhealthStatus.isKnown(followUntil)) {
            problems.add("hub.ehealth.follow-until must be a status of a contract request.");
        }
        if (Stream.of(followPause, followPauseMax, uploadUrlsLive, retryFor)
                        .anyMatch(time -> time.isNegative() || time.isZero())
                || requestsPerMinute < 1
                || documentMaxBytes < 1) {
            problems.add(
                    "hub.ehealth.follow-pause, follow-pause-max, upload-urls-live, retry-for, requests-per-minute and"
                            + " document-max-bytes must be greater than zero.");
        }
        return List.copyOf(problems);
    }

    private static boolean usable(String url) {
        try {
            URI uri = URI.create(url);
            String host = uri.getHost();
            boolean plain = uri.getRawQuery() == null && uri.getRawFragment() == null && uri.getRawUserInfo() == null;
            return plain
                    && host != null
                    && ("https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && LOOPBACK.contains(host)));
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }

    /**
     * Returns whether a link that the service gave may be followed: to the configured hosts, without any to the service's own
     * and its storage's, so that no answer can send the hub elsewhere; plain http to loopback only.
     */
    boolean mayFollow(String link) {
        try {
            URI uri = URI.create(link);
            String host = uri.getHost();
            if (host == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
                return false;
            }
            String name = host.toLowerCase(Locale.ROOT);
            boolean allowed = uploadHosts.isEmpty()
                    ? ofTheService(name, uri)
                    : uploadHosts.contains(name)
                            || uploadHosts.contains(uri.getAuthority().toLowerCase(Locale.ROOT));
            return allowed
                    && ("https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && LOOPBACK.contains(name)));
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }

    /** The base-url's authority, its sister hosts, the storage seen in production (eHealth contract §1.5); of a stand-in this machine. */
    private boolean ofTheService(String name, URI link) {
        URI base = URI.create(baseUrl);
        String home = base.getHost().toLowerCase(Locale.ROOT);
        if (LOOPBACK.contains(home)) {
            return LOOPBACK.contains(name);
        }
        boolean sister = SISTERS.matcher(home).matches() && name.endsWith(home.substring(home.indexOf('.')));
        return base.getAuthority().equalsIgnoreCase(link.getAuthority())
                || (link.getPort() == -1 && (sister || name.equals(STORAGE)));
    }

    /** Returns the file of trusted authorities, null for none. */
    @Nullable
    Path trustFile() {
        return trust.isBlank() ? null : Path.of(trust.strip());
    }

    /** Returns the files of revocation lists. */
    List<Path> crlFiles() {
        return crl.stream().map(file -> Path.of(file.strip())).toList();
    }

    /** Returns the snapshot file, null for none. */
    @Nullable
    Path snapshotFile() {
        return registrySnapshot.isBlank() ? null : Path.of(registrySnapshot.strip());
    }

    /** Hides keys and tokens. */
    @Override
    public String toString() {
        return "EhealthSettings[" + (baseUrl.isEmpty() ? "off" : baseUrl) + ", " + legalEntities.keySet() + "]";
    }
}
