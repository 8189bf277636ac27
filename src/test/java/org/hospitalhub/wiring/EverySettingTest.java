package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.hospitalhub.ledger.Services;
import org.hospitalhub.wiring.settings.SettingsCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.FileSystemResource;

/** Every documented setting of every service is set to something else than its default, and the hub starts with it. */
class EverySettingTest {

    private static final List<String> FILES = List.of("n3", "ehealth", "nhif", "intake");
    private static final String NOWHERE = "http://127.0.0.1:9";

    @TempDir
    private Path home;

    private Map<String, String> settings() throws Exception {
        Map<String, String> all = new LinkedHashMap<>();
        Path pem = Files.writeString(home.resolve("roots.pem"), aRoot());
        n3(all);
        ehealth(all, pem);
        nhif(all, pem);
        intake(all);
        return all;
    }

    private static void n3(Map<String, String> all) {
        all.put("hub.n3.base-url", NOWHERE);
        all.put("hub.n3.token", HubProcess.TOKEN);
        all.put("hub.n3.requests-per-minute", "49");
        all.put("hub.n3.window", "61s");
        all.put("hub.n3.margin", "60ms");
        all.put("hub.n3.urgent-reserve", "1");
        all.put("hub.n3.least-share", "2");
        all.put("hub.n3.poll-pause", "11s");
        all.put("hub.n3.poll-pause-scope", "client");
        all.put("hub.n3.permit-valid", "3s");
        all.put("hub.n3.give-up-after", "23h");
        all.put("hub.n3.submit-deadline", "23h");
        all.put("hub.n3.poll-deadline", "47h");
        all.put("hub.n3.reorder-pause", "2m");
        all.put("hub.n3.unsure-pause", "2m");
        all.put("hub.n3.reuse-answers", "23h");
        all.put("hub.n3.strict-snils", "false");
        all.put("hub.n3.time-zone", "Asia/Omsk");
    }

    private static void ehealth(Map<String, String> all, Path pem) {
        String service = "hub.ehealth.";
        all.put(service + "base-url", NOWHERE);
        all.put(service + "auth-url", NOWHERE + "/auth");
        all.put(service + "api-key", "some-key");
        all.put(service + "custom-psk", "some-psk");
        all.put(service + "requests-per-minute", "59");
        for (String name : List.of("client-id", "client-secret", "refresh-token", "drfo", "surname")) {
            all.put(service + "legal-entities.clinic." + name, "some-" + name);
        }
        all.put(service + "legal-entities.clinic.edrpou", "38782323");
        all.put(service + "legal-entities.clinic.type", "MSP");
        all.put(service + "follow-pause", "2m");
        all.put(service + "follow-pause-max", "3h");
        all.put(service + "follow-until", "SIGNED");
        all.put(service + "upload-hosts", "storage.example");
        all.put(service + "upload-urls-live", "500s");
        all.put(service + "document-max-bytes", "9000000");
        all.put(service + "registry-snapshot", pem.toString());
        all.put(service + "registry-max-age", "2h");
        all.put(service + "renew-before", "50s");
        all.put(service + "retry-for", "23h");
        all.put(service + "scopes", "contract:read");
        all.put(service + "trust", pem.toString());
        all.put(service + "crl", "");
        all.put(service + "revocation.source", "online");
        all.put(service + "revocation.responder", NOWHERE + "/ocsp");
        all.put(service + "revocation.hosts", "ocsp.example");
        all.put(service + "revocation.no-answer", "refuse");
        all.put(service + "revocation.time-out", "9s");
        all.put(service + "tsa.address", NOWHERE + "/tsa");
        all.put(service + "tsa.use", "always");
        all.put(service + "tsa.policy", "1.2.3");
        all.put(service + "tsa.hash", "SHA256");
        all.put(service + "tsa.identity", "");
        all.put(service + "tsa.time-out", "9s");
        all.put(service + "four-group-numbers", "true");
        all.put(service + "capitation-max-days", "365");
        all.put(service + "reimbursement-max-days", "1095");
    }

    private static void nhif(Map<String, String> all, Path pem) {
        String service = "hub.nhif.";
        all.put(service + "base-url", "https://127.0.0.1:9");
        all.put(service + "identity", "");
        all.put(service + "trust", pem.toString());
        all.put(service + "proxy", "127.0.0.1:9");
        all.put(service + "tls.protocols", "TLSv1.2");
        all.put(service + "tls.signature-schemes", "rsa_pkcs1_sha256");
        all.put(service + "requests-per-minute", "60");
        all.put(service + "connect-timeout", "9s");
        all.put(service + "time-out", "50s");
        all.put(service + "retry-for", "3h");
        all.put(service + "body-limit", "19MB");
        all.put(service + "answer-limit", "19MB");
        all.put(service + "connections", "19");
        for (String entry : List.of("pspsmi-pbr001", "stay")) {
            String of = service + "catalogue." + entry + ".";
            all.put(of + "method", "GET");
            all.put(of + "module", "pspsmi");
            all.put(of + "version", "v1.2");
            all.put(of + "service", "PBR001");
            all.put(of + "parameters[0].name", "year");
            all.put(of + "parameters[0].kind", "text");
            all.put(of + "parameters[0].pattern", "[0-9]{4}");
            all.put(of + "parameters[0].required", "true");
            all.put(of + "accept", "application/json");
            all.put(of + "content-type", "application/xml");
            all.put(of + "time-out", "40s");
            all.put(of + "repeat-harmless", "true");
            all.put(of + "reuse", "6h");
            all.put(of + "refresh", "6h");
            all.put(of + "refresh-with", "2026");
        }
    }

    private void intake(Map<String, String> all) {
        String intake = "hub.intake.";
        all.put(intake + "drop-dir", home.resolve("drop").toString());
        all.put(intake + "scan", "2s");
        all.put(intake + "files-per-scan", "999");
        all.put(intake + "owner", "his");
        all.put(intake + "threads", "3");
        all.put(intake + "settle", "3s");
        all.put(intake + "patience", "9s");
        all.put(intake + "retry", "9s");
        all.put(intake + "max-body", "2MB");
        all.put(intake + "max-large-body", "99MB");
        all.put(intake + "large-operations", "ehealth.");
        all.put(intake + "attachment-wait", "2h");
        all.put(intake + "max-attachment", "59MB");
        all.put(intake + "max-file", "1GB");
        all.put(intake + "max-upload", "99MB");
        all.put(intake + "max-records", "1999999");
        all.put(intake + "max-columns", "999");
        all.put(intake + "max-depth", "63");
        all.put(intake + "chunk-records", "999");
        all.put(intake + "chunk-bytes", "3MB");
    }

    /** One of the certificates that this JDK trusts. */
    private static String aRoot() throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init((KeyStore) null);
        byte[] root = ((X509TrustManager) trust.getTrustManagers()[0]).getAcceptedIssuers()[0].getEncoded();
        return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                .formatted(Base64.getMimeEncoder().encodeToString(root));
    }

    @Test
    void noDocumentedSettingStopsTheStartAndEveryLimitIsABudget() throws Exception {
        Map<String, String> settings = settings();
        assertThat(settings.keySet()).containsAll(documented());
        settings.put("server.port", "0");
        settings.put("spring.jmx.enabled", "false"); // another test's hub may stand in this JVM
        settings.put("hub.data-dir", home.resolve("data").toString());
        settings.put("hub.ledger.key", Base64.getEncoder().encodeToString(new byte[32]));
        settings.put("hub.users[0].name", "test");
        settings.put("hub.users[0].password", "test");
        settings.put("hub.users[0].roles", "ADMIN");
        String[] arguments = settings.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new);
        try (ConfigurableApplicationContext hub = new SpringApplication(HospitalHub.class).run(arguments)) {
            assertThat(SettingsCheck.check(hub.getEnvironment())).isEmpty();
            Map<String, Integer> limits = new TreeMap<>();
            for (Services.ServiceStatus service : hub.getBean(Services.class).all(Instant.now())) {
                if (service.budget() != null) {
                    limits.put(service.service(), service.budget().limit());
                }
            }
            assertThat(limits).isEqualTo(Map.of("n3", 49, "ehealth", 59, "nhif", 60));
        }
    }

    /** The keys of the files, each entry of a list by the list's own name. */
    private static Set<String> documented() throws Exception {
        Set<String> names = new TreeSet<>();
        for (String file : FILES) {
            FileSystemResource yaml = new FileSystemResource("config/" + file + ".yaml");
            for (var source : new YamlPropertySourceLoader().load(file, yaml)) {
                for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
                    names.add(name.replaceAll("\\[\\d+]$", ""));
                }
            }
        }
        return names;
    }
}
