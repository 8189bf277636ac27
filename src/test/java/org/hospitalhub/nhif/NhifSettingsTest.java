package org.hospitalhub.nhif;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.hospitalhub.service.NationalService;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.io.FileSystemResource;

class NhifSettingsTest {

    @Test
    void theShippedFileIsOffAndKnowsTheOneDocumentedService() throws Exception {
        Catalogue settings = bound(Map.of());
        assertThat(service("").off()).asString().contains("hub.nhif.base-url");
        assertThat(settings.catalogue()).containsOnlyKeys("pspsmi-pbr001");
    }

    @Test
    void aHospitalAddsAServiceWithoutCode() throws Exception {
        Catalogue settings = bound(Map.of(
                "hub.nhif.catalogue.stay.module", "hosp",
                "hub.nhif.catalogue.stay.version", "v1",
                "hub.nhif.catalogue.stay.service", "STAY1",
                "hub.nhif.catalogue.stay.parameters[0].name", "patient",
                "hub.nhif.catalogue.stay.parameters[0].kind", "egn",
                "hub.nhif.catalogue.stay.reuse", "6h"));
        assertThat(settings.catalogue().get("stay").parameters())
                .containsExactly(new CatalogueEntry.Parameter("patient", ParameterKind.EGN, null, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://nhif.example.invalid",
                "ftp://localhost",
                "https://u:p@localhost",
                "https://localhost?x=1",
                "nhif"
            })
    void anUnsafeAddressStopsTheStart(String url) {
        assertThat(service(url).problems()).singleElement().asString().startsWith("hub.nhif.base-url ");
    }

    @Test
    void aTrailingSlashDoesNotMatter() {
        assertThat(service("https://localhost/").problems()).isEmpty();
    }

    private static NationalService service(String baseUrl) {
        return NhifFixture.service(
                NhifFixture.settings(baseUrl),
                NhifFixture.catalogue(Map.of()),
                new Identities(new IdentitySettings(Map.of())));
    }

    private static Catalogue bound(Map<String, Object> more) throws Exception {
        MutablePropertySources sources = new MutablePropertySources();
        sources.addLast(new MapPropertySource("more", more));
        new YamlPropertySourceLoader()
                .load("nhif", new FileSystemResource(Path.of("config/nhif.yaml")))
                .forEach(sources::addLast);
        return new Binder(ConfigurationPropertySources.from(sources))
                .bind("hub.nhif", Catalogue.class)
                .get();
    }
}
