package org.hospitalhub.wiring.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.FileSystemResource;

/** Which settings of the files have changed since the start. */
class WaitingSettingsTest {

    @TempDir
    private Path folder;

    private Path file;
    private final StandardEnvironment settings = new StandardEnvironment();

    @BeforeEach
    void start() throws IOException {
        file = folder.resolve("application.yaml");
        Files.writeString(file, """
                hub:
                  lab: {base-url: "https://lab.example", requests: 50}
                  identities: {doctor: {keystore: doctor.p12}}
                """);
        for (PropertySource<?> source : new YamlPropertySourceLoader()
                .load(
                        "Config resource 'file [" + file + "]' via location 'optional:file:./'",
                        new FileSystemResource(file))) {
            settings.getPropertySources().addLast(source);
        }
        settings.getPropertySources()
                .addFirst(new MapPropertySource("commandLineArgs", Map.of("hub.lab.requests", "10")));
    }

    @Test
    void nothingWaitsWhenNothingWasChanged() {
        assertThat(WaitingSettings.names(settings)).isEmpty();
    }

    @Test
    void aChangedValueANewIdentityAndARemovedSettingWait() throws IOException {
        Files.writeString(file, """
                hub:
                  lab: {base-url: "https://other.example"}
                  identities: {doctor: {keystore: doctor.p12}, nurse: {keystore: nurse.p12}}
                """);

        assertThat(WaitingSettings.names(settings))
                .containsExactly("hub.identities.nurse.keystore", "hub.lab.base-url", "hub.lab.requests");
    }

    @Test
    void settingsOfOthersAreNotCompared() throws IOException {
        Files.writeString(file, Files.readString(file) + "server: {port: 8081}\n");

        assertThat(WaitingSettings.names(settings)).isEmpty();
    }

    @Test
    void aFileThatCannotBeReadChangesNothing() throws IOException {
        Files.writeString(file, "hub: [");

        assertThat(WaitingSettings.names(settings)).isEmpty();
    }
}
