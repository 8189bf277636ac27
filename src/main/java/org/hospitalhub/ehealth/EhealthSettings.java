package org.hospitalhub.ehealth;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of eHealth; every key stands with its reason in {@code config/ehealth.yaml}.
 *
 * @param baseUrl what stands before {@code /api}; empty turns eHealth off
 * @param requestsPerMinute limit for all nodes together
 * @param legalEntities whom the hub works for, by name
 * @param uploadUrlsLive how long upload links live
 * @param documentMaxBytes largest document
 * @param registrySnapshot JSON file in the sandbox registry's format; empty for none
 * @param registryMaxAge how old fetched registry tables may be; zero never fetches
 * @param fourGroupNumbers whether contract numbers with a fourth group pass (eHealth contract §7)
 * @param capitationMaxDays longest capitation period where the registry does not say
 * @param reimbursementMaxDays longest reimbursement period where the registry does not say
 * @param trust PEM file of the authorities whose signatures of the NHS are trusted; empty accepts any valid signature
 * @param crl files of revocation lists, PEM or DER, that signers and the NHS are looked up in
 * @param tsa the time-stamp authority of the hub's own signatures
 */
@ConfigurationProperties("hub.ehealth")
public record EhealthSettings(
        @DefaultValue("") String baseUrl,
        @DefaultValue("60") int requestsPerMinute,
        @DefaultValue Map<String, LegalEntity> legalEntities,
        @DefaultValue("600s") Duration uploadUrlsLive,
        @DefaultValue("10000000") int documentMaxBytes,
        @DefaultValue("") String registrySnapshot,
        @DefaultValue("1h") Duration registryMaxAge,
        @DefaultValue("false") boolean fourGroupNumbers,
        @DefaultValue("366") int capitationMaxDays,
        @DefaultValue("1096") int reimbursementMaxDays,
        @DefaultValue("") String trust,
        @DefaultValue List<String> crl,
        @DefaultValue TimeStampSettings tsa) {

    /** Every table of the registry, with one renewal and one refused token; the requests of the step {@code check}. */
    private static final int TABLES = RegistryCache.TABLES + 3;

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

    /** Keeps a copy. */
    public EhealthSettings {
        legalEntities = Map.copyOf(legalEntities);
    }

    /** Returns what makes these settings unusable, one line each; the hub must not start with any. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (baseUrl.isBlank()) {
            return problems;
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
        if (requestsPerMinute < TABLES && !registryMaxAge.isZero()) {
            problems.add(
                    "hub.ehealth.requests-per-minute must be at least " + TABLES
                            + ", for one order asks for the registry's tables at once; or set hub.ehealth.registry-max-age to 0s.");
        }
        problems.addAll(new SignatureTrust(this).problems());
        problems.addAll(tsa.problems());
        return List.copyOf(problems);
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
        return "EhealthSettings[" + legalEntities.keySet() + "]";
    }
}
