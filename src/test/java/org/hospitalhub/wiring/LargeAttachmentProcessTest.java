package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.hospitalhub.tls.SelfSigned;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Files of the largest allowed size pass a hub with 512 MB of memory.
 *
 * <p>{@code mvn verify -Dtest=LargeAttachmentProcessTest -Dhub.test.excluded=none}
 */
@Tag("slow")
class LargeAttachmentProcessTest {

    private static final int ORDERS = Integer.getInteger("hub.test.orders", 6);
    private static final int BYTES = 20 * 1024 * 1024;
    private static final String LAB = """
            service: lab
            settings: {base-url: {type: url, on-off: true}, identity: {type: identity, default: signer}}
            doors: {api: {url: "{settings.base-url}", @door@}}
            errors: [{when: any, then: park}]
            operations:
              lab.report:
                kind: submission
                attachments: {report: {most: 20MB}}
                submit:
                  request: POST /reports
                  body: @body@
                  unsure: park
                  answer: [{when: {status: 201}, then: done, result: {size: .size}}]
            """;

    @TempDir
    private Path home;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a form            | media: multipart/form-data, auth: none
            a signed envelope | media: multipart/related, accept: application/json, auth: {kind: x509-token, identity: "{settings.identity}"}
            """)
    void filesOfTheLargestSizePassWithLittleMemory(String way, String door) throws Exception {
        AtomicLong received = new AtomicLong();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", asked -> {
            received.addAndGet(asked.getRequestBody().transferTo(OutputStream.nullOutputStream()));
            byte[] answer = "{\"size\":1}".getBytes(StandardCharsets.UTF_8);
            asked.getResponseHeaders().add("Content-Type", "application/json");
            asked.sendResponseHeaders(201, answer.length);
            asked.getResponseBody().write(answer);
            asked.close();
        });
        server.start();
        Files.createDirectories(home.resolve("services/lab"));
        String body = way.equals("a form")
                ? "{number: .number, report: .report}"
                : "{s:Envelope: {'@xmlns:s': {text: 'urn:x'}, s:Body: {number: .number, report: .report}}}";
        Files.writeString(
                home.resolve("services/lab/service.yaml"),
                LAB.replace("@door@", door).replace("@body@", body));
        SelfSigned.of("RSA").write(home.resolve("signer.p12"), "sandbox");
        try (HubProcess hub = new HubProcess(
                        home,
                        Map.of(
                                "hub.services-dir",
                                home.resolve("services").toString(),
                                "hub.lab.base-url",
                                "http://127.0.0.1:" + server.getAddress().getPort(),
                                "hub.identities.signer.keystore",
                                home.resolve("signer.p12").toString(),
                                "hub.identities.signer.password",
                                "sandbox",
                                "hub.jms.user",
                                ""))
                .with(List.of("-Xmx512m", "-XX:+ExitOnOutOfMemoryError"))) {
            hub.start().awaitUp();
            drop(hub.drop().resolve("in/lab.report"));
            Path result = hub.drop().resolve("out/lab.report/all.result.json");
            await().atMost(Duration.ofMinutes(5)).untilAsserted(() -> {
                assertThat(hub.alive()).as("out of memory").isTrue();
                assertThat(result).exists();
            });
            assertThat(Files.readString(result).split("\"state\" ?: ?\"completed\"", -1))
                    .hasSize(ORDERS + 1);
            assertThat(received.get()).isGreaterThan((long) ORDERS * BYTES);
            assertThat(hub.drop().resolve("done/lab.report/0.bin")).exists();
        } finally {
            server.stop(0);
        }
    }

    private static void drop(Path folder) throws Exception {
        byte[] file = new byte[BYTES];
        StringBuilder orders = new StringBuilder("[");
        for (int n = 0; n < ORDERS; n++) {
            new Random(n).nextBytes(file);
            Path hidden = Files.write(folder.resolve("." + n + ".bin"), file);
            Files.move(hidden, folder.resolve(n + ".bin"), StandardCopyOption.ATOMIC_MOVE);
            orders.append(n == 0 ? "" : ",")
                    .append("{\"number\":\"%d\",\"report\":{\"path\":\"%d.bin\"}}".formatted(n, n));
        }
        Path hidden = Files.writeString(folder.resolve(".all.json"), orders.append("]"));
        Files.move(hidden, folder.resolve("all.json"), StandardCopyOption.ATOMIC_MOVE);
    }
}
