package org.hospitalhub.operations.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.httpBasic;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.operations.SharedHub;
import org.hospitalhub.operations.TestIdentityFile;
import org.hospitalhub.rules.Wording;
import org.hospitalhub.service.NationalService;
import org.hospitalhub.service.ServiceTraits;
import org.hospitalhub.service.ServiceTraits.OrderIdentities;
import org.hospitalhub.service.definition.Texts;
import org.hospitalhub.tls.ExpiryWatch;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

class ServicesControllerTest extends SharedHub {

    @Autowired
    private ObjectMapper json;

    @TempDir
    private Path folder;

    private JsonNode read(String user, String url) throws Exception {
        return read(user, url, "en");
    }

    private JsonNode read(String user, String url, String language) throws Exception {
        return json.readTree(mvc.perform(get(url).with(httpBasic(user, user)).header("Accept-Language", language))
                .andReturn()
                .getResponse()
                .getContentAsString());
    }

    private JsonNode service(String name) throws Exception {
        return service(name, "en");
    }

    private JsonNode service(String name, String language) throws Exception {
        for (JsonNode service : read("operator", "/api/services", language)) {
            if (service.path("name").asText().equals(name)) {
                return service;
            }
        }
        throw new AssertionError("no service " + name);
    }

    @Test
    void aServiceShowsItsCertificateWithoutThePersonInIt() throws Exception {
        JsonNode certificate = service("nhif").path("certificate");
        assertThat(certificate.path("identity").asText()).isEqualTo("seal");
        assertThat(certificate.path("subject").asText()).isEqualTo("Clinic of Seals");
        assertThat(certificate.path("issuer").asText()).isEqualTo("Authority of Seals");
        assertThat(certificate.path("daysLeft").asInt()).isEqualTo(20);
        assertThat(Instant.parse(certificate.path("notAfter").asText())).isAfter(clock.instant());
        assertThat(certificate.path("state").asText()).isEqualTo("ends-soon");
        assertThat(certificate.toString()).doesNotContain("Sealova");
    }

    @Test
    void aServiceWithoutACertificateShowsNull() throws Exception {
        assertThat(service("n3").get("certificate").isNull()).isTrue();
        assertThat(service("ehealth").get("certificate").isNull()).isTrue();
    }

    @Test
    void theCertificateThatMustBeRenewedFirstIsShown() throws Exception {
        Path late = TestIdentityFile.write(folder.resolve("late.p12"), Duration.ofDays(300));
        Path soon = TestIdentityFile.write(folder.resolve("soon.p12"), Duration.ofDays(2));
        Path ended = TestIdentityFile.write(folder.resolve("ended.p12"), Duration.ofHours(-1));
        assertThat(ofEhealth(Map.of("a", late, "b", soon)).identity()).isEqualTo("b");
        assertThat(ofEhealth(Map.of("a", late, "b", ended)).state()).isEqualTo("expired");
        assertThat(ofEhealth(Map.of("a", late, "b", folder.resolve("absent.p12")))
                        .state())
                .isEqualTo("unusable");
    }

    @Test
    void nhifShowsTheCertificateOfItsOwnIdentityWhateverTheOthersAre() throws Exception {
        Path late = TestIdentityFile.write(folder.resolve("late.p12"), Duration.ofDays(300));
        Path ended = TestIdentityFile.write(folder.resolve("ended.p12"), Duration.ofHours(-1));
        ExpiryWatch watch = watch(Map.of("own", late, "other", ended));
        assertThat(new ServiceCertificates(watch, () -> List.of(nhif("own"), ehealth("off")), clock)
                        .of("nhif")
                        .identity())
                .isEqualTo("own");
        assertThat(new ServiceCertificates(watch, () -> List.of(nhif(), ehealth("off")), clock)
                        .of("nhif")
                        .identity())
                .isEqualTo("other");
    }

    @Test
    void aServiceOfADefinitionShowsTheCertificateThatItsDoorsName() throws Exception {
        ExpiryWatch watch =
                watch(Map.of("lab", TestIdentityFile.write(folder.resolve("lab.p12"), Duration.ofDays(300))));
        ServiceCertificates certificates = new ServiceCertificates(
                watch, () -> List.of(service("lab", OrderIdentities.NEVER, null, "lab"), nhif(), ehealth(null)), clock);
        assertThat(certificates.of("lab").identity()).isEqualTo("lab");
        assertThat(certificates.of("ehealth")).isNull();
    }

    private static NationalService nhif(String... identities) {
        return service("nhif", OrderIdentities.SOME, null, identities);
    }

    private static NationalService ehealth(@Nullable String off) {
        return service("ehealth", OrderIdentities.ALL, off);
    }

    private static NationalService service(
            String name, OrderIdentities orders, @Nullable String off, String... identities) {
        return new NationalService(
                name,
                Texts.NONE,
                null,
                List.of(),
                List.of(),
                Set.of(identities),
                List.of(),
                new ServiceTraits(orders, null, List.of()),
                off == null ? null : Wording.verbatim(off),
                List.of(),
                List.of(),
                List.of(),
                true);
    }

    private ServiceCertificates.CertificateStatus ofEhealth(Map<String, Path> files) {
        return new ServiceCertificates(watch(files), () -> List.of(nhif(), ehealth(null)), clock).of("ehealth");
    }

    private static ExpiryWatch watch(Map<String, Path> files) {
        Map<String, IdentitySettings.Entry> entries = new java.util.TreeMap<>();
        files.forEach((name, file) -> entries.put(
                name,
                new IdentitySettings.Entry(file, IdentitySettings.Type.PKCS12, TestIdentityFile.PASSWORD, null, null)));
        return new ExpiryWatch(new Identities(new IdentitySettings(entries)));
    }

    @Test
    void anIntegratorReadsTheAttemptsOfItsOwnOrdersOnly() throws Exception {
        Order own = parked("integrator");
        Order other = parked("somebody");
        assertThat(read("integrator", "/api/orders/" + own.id() + "/attempts")
                        .get(0)
                        .path("step")
                        .asText())
                .isEqualTo("submit");
        assertThat(read("integrator", "/api/orders/" + other.id() + "/attempts")
                        .path("status")
                        .asInt())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "en,eHealth is off: set hub.ehealth.base-url.",
        "uk-UA,Сервіс eHealth вимкнено: задайте hub.ehealth.base-url.",
        "bg,Услугата eHealth е изключена: задайте hub.ehealth.base-url."
    })
    void aServiceSaysWhyItIsOffInTheLanguageAskedFor(String language, String why) throws Exception {
        assertThat(service("ehealth", language).path("why").asText()).isEqualTo(why);
    }

    @Test
    void aPausedServiceSaysWhyInTheLanguageAskedFor() throws Exception {
        services.pause("delivery", "operator", Wording.of("PAUSE.no-reason"), clock.instant());
        try {
            assertThat(service("delivery", "ru").path("why").asText()).startsWith("причина не указана (operator, ");
        } finally {
            services.resume("delivery");
        }
    }

    @Test
    void anAttemptSaysWhatHappenedInTheLanguageAskedFor() throws Exception {
        assertThat(read("integrator", "/api/orders/" + parked("integrator").id() + "/attempts", "bg")
                        .get(0)
                        .path("detail")
                        .asText())
                .isEqualTo("N3_NOT_AUTHORISED: N3 не прие нашия ключ");
    }
}
