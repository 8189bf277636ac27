package org.hospitalhub.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class RequestBodiesTest {

    private static final int MIB = 1 << 20;

    private final IntakeSettings settings = new Binder(
                    new MapConfigurationPropertySource(Map.of("hub.intake.large-operations", "ehealth.")))
            .bindOrCreate("hub.intake", IntakeSettings.class);
    private final RequestBodies bodies = new RequestBodies(settings, 512L * MIB);

    private static InputStream bytes(int count) {
        return new ByteArrayInputStream(new byte[count]);
    }

    @Test
    void aBodyIsReadWholeWhateverItsAnnouncedLength() throws IOException {
        try (RequestBodies.Body body = bodies.readPayload(bytes(300_000), -1, "n3.snils")) {
            assertThat(body.bytes()).hasSize(300_000);
        }
    }

    @Test
    void aBodyThatTheHeapCannotCarryIsRefusedBeforeItIsRead() {
        assertThatThrownBy(() -> bodies.readPayload(InputStream.nullInputStream(), 90L * MIB, "ehealth.x"))
                .isInstanceOf(RequestBodies.TooLargeException.class)
                .hasMessageContaining("-Xmx");
    }

    @Test
    void aBodyWithoutALengthIsRefusedWhereItGetsTooLong() {
        assertThatThrownBy(() -> bodies.readPayload(bytes(3 * MIB), -1, "n3.snils"))
                .isInstanceOf(RequestBodies.TooLargeException.class);
    }

    @Test
    void largeBodiesLeaveRoomForTheUsualOnes() throws IOException {
        try (RequestBodies.Body large = bodies.readPayload(bytes(40 * MIB), 40L * MIB, "ehealth.x");
                RequestBodies.Body usual = bodies.readPayload(bytes(MIB / 2), MIB / 2, "n3.snils")) {
            assertThat(large.bytes()).hasSize(40 * MIB);
            assertThat(usual.bytes()).hasSize(MIB / 2);
        }
    }

    @Test
    void roomIsGivenBack() throws IOException {
        for (int i = 0; i < 20; i++) {
            bodies.readPayload(bytes(40 * MIB), 40L * MIB, "ehealth.x").close();
        }
        assertThat(bodies).isNotNull();
    }

    /** A text of empty objects becomes a tree of thirty times its length; one of 18 MB filled a heap of 512 MB. */
    @Test
    void aBodyOfManyValuesTakesMoreRoomThanItsLength() throws IOException {
        byte[] values = "{},".repeat(200_000).getBytes(StandardCharsets.US_ASCII);
        try (RequestBodies.Body body =
                bodies.readPayload(new ByteArrayInputStream(values), values.length, "ehealth.x")) {
            assertThat(body.heldBytes()).isGreaterThan(30L * values.length);
        }
    }
}
