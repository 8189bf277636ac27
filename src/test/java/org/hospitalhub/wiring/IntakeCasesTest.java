package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Files and payloads of real hospitals, dropped into the running hub: each is answered rightly or fails once, and N3 is never
 * sent letters that nobody wrote.
 */
class IntakeCasesTest {

    private static final String HEADER = "record;patient.familyName;patient.firstName;patient.birthDate;patient.gender;"
            + "patientPersDocs.type;patientPersDocs.series;patientPersDocs.number;patientPersDocs.issueDate;"
            + "patientPersDocs.issuer\r\n";
    private static final Duration LONG = Duration.ofMinutes(5);

    private final RunningHub hub = RunningHub.shared();

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = IntakeCasesTest.class.getResourceAsStream("/intake/" + name)) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }

    private static String row(int number, String family, String series) {
        return "%d;%s;Олег;1975-07-30;1;1;%s;%06d;2010-01-01;ОВД\r\n"
                .formatted(number, family, series, 300_000 + number);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private List<String> rows(String operation, String file) throws IOException {
        Path answer = hub.drop().resolve("out").resolve(operation).resolve(file);
        await(file).atMost(LONG).until(() -> Files.exists(answer));
        return Files.readString(answer).lines().skip(1).toList();
    }

    /** Codes beside files that fail as a whole. */
    @Test
    void aFileThatCannotBeReadCorrectlyFailsOnceAndNothingOfItIsSent() throws Exception {
        Map<String, byte[]> files = new LinkedHashMap<>();
        Map<String, String> codes = new LinkedHashMap<>();
        Map.of(
                        "bom-cut.csv", "CHARSET",
                        "nobom-cut.csv", "CHARSET",
                        "cp866.csv", "CHARSET",
                        "koi8.csv", "CHARSET",
                        "nultail.csv", "FILE_INCOMPLETE",
                        "html.csv", "NOT_CSV",
                        "b1-shortnames.csv", "CSV_HEADER",
                        "b2-rusheaders.csv", "CSV_HEADER",
                        "q1.csv", "NOT_CSV")
                .forEach(codes::put);
        for (String name : codes.keySet()) {
            files.put(name, resource(name));
        }
        byte[] mark = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
        byte[] good = (HEADER + row(1, "Тополев", "4500")).getBytes(StandardCharsets.UTF_8);
        byte[] broken = {(byte) 0xD0};
        // Neighbours: one broken byte in front, in the middle, in the header; other encodings and marks; other pages.
        byte[] head = HEADER.getBytes(StandardCharsets.UTF_8);
        byte[] line = row(2, "Рябинин", "4500").getBytes(StandardCharsets.UTF_8);
        add(
                "n-middle.csv",
                joined(
                        head,
                        line,
                        "3;Оси".getBytes(StandardCharsets.UTF_8),
                        broken,
                        row(3, "нин", "4500").substring(2).getBytes(StandardCharsets.UTF_8)),
                "CHARSET",
                files,
                codes);
        add("n-marked.csv", joined(mark, head, line, broken), "CHARSET", files, codes);
        add(
                "n-mac.csv",
                (HEADER + row(4, "Рябинин", "4500")).getBytes(Charset.forName("x-MacCyrillic")),
                "CHARSET",
                files,
                codes);
        add(
                "n-iso.csv",
                (HEADER + row(5, "Рябинин", "4500")).getBytes(Charset.forName("ISO-8859-5")),
                "CHARSET",
                files,
                codes);
        add("n-nulmiddle.csv", joined(head, line, new byte[64], line), "FILE_INCOMPLETE|NUL|CONTROL", files, codes);
        add(
                "n-xml.csv",
                "<?xml version=\"1.0\"?><patients/>".getBytes(StandardCharsets.UTF_8),
                "NOT_CSV",
                files,
                codes);
        add(
                "n-quote-last.csv",
                (HEADER + row(6, "Рябинин", "4500") + "7;\"Осинин;Олег").getBytes(StandardCharsets.UTF_8),
                "NOT_CSV",
                files,
                codes);
        add("n-otherheader.csv", "a;b;c\r\n1;2;3\r\n".getBytes(StandardCharsets.UTF_8), "CSV_HEADER", files, codes);
        int sent = hub.journal().findValuesAsText("path").size();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            hub.drop("n3.snils", "w-" + file.getKey(), file.getValue());
        }
        hub.drop("n3.snils", "w-good.csv", good);
        assertThat(rows("n3.snils", "w-good.result.csv"))
                .singleElement()
                .asString()
                .contains("Тополев", ";completed;");
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, String> file : codes.entrySet()) {
            Path findings = hub.drop().resolve("failed/n3.snils/w-" + file.getKey() + ".findings.json");
            await(file.getKey()).atMost(LONG).until(() -> Files.exists(findings));
            String said = Files.readString(findings);
            if (!said.matches("(?s).*\"code\"\\s*:\\s*\"(" + file.getValue() + ")[^\"]*\".*")) {
                wrong.add(file.getKey() + ": " + said);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(sent).isNotNegative();
        assertThat(hub.journal().toString()).doesNotContain("Ð", "РџР", "Ѓ");
    }

    private static void add(
            String name, byte[] content, String code, Map<String, byte[]> files, Map<String, String> codes) {
        files.put(name, content);
        codes.put(name, code);
    }

    @Test
    void oneFileForTwoOperationsIsAnsweredTwice() throws Exception {
        for (String operation : List.of("n3.snils", "n3.united-policy-number")) {
            hub.drop(operation, "both.csv", resource("both.csv"));
        }
        for (String operation : List.of("n3.snils", "n3.united-policy-number")) {
            assertThat(rows(operation, "both.result.csv")).hasSize(2).allMatch(row -> !row.contains(";refused;"));
        }
    }

    @Test
    void oneUploadForTwoOperationsIsTwoBatches() throws Exception {
        String file = HEADER + row(8, "Калинин", "4500");
        List<String> batches = new ArrayList<>();
        for (String operation : List.of("n3.snils", "n3.united-policy-number")) {
            var accepted = hub.send(hub.request("integrator", "/api/batches/" + operation + "?name=two.csv")
                    .header("Content-Type", "text/csv")
                    .POST(java.net.http.HttpRequest.BodyPublishers.ofString(file)));
            assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
            batches.add(hub.read(accepted).path("id").asText());
        }
        for (String batch : batches) {
            await().atMost(LONG).until(() -> hub.read(hub.get("integrator", "/api/batches/" + batch))
                    .path("sealed")
                    .asBoolean());
            assertThat(hub.read(hub.get("integrator", "/api/batches/" + batch))
                            .path("total")
                            .asInt())
                    .isEqualTo(1);
        }
    }

    @Test
    void textsChangedByExcelOrCopyingAreRead() throws Exception {
        String odd = HEADER
                + row(21, "Чере\u200Bмухин", "4500")
                + row(22, "Багульник\u00A0", "=\"0450\"".replace("\"", "\"\"").replace("=\"\"", "\"=\"\"") + "\"")
                + row(23, "Толстой".replace("й", "и\u0306"), "45\u201100".replace("\u2011", ""))
                + ";;;;;;;;;\r\n \u00A0;;;;;;;;;\r\n";
        hub.drop("n3.snils", "odd.csv", odd.getBytes(StandardCharsets.UTF_8));
        hub.drop("n3.snils", "excel-text.csv", resource("excel-text.csv"));
        hub.drop("n3.snils", "excel-tail.csv", resource("excel-tail.csv"));
        hub.drop("n3.snils", "nfd.csv", resource("nfd.csv"));
        hub.drop("n3.snils", "b3-rusvalues.csv", resource("b3-rusvalues.csv"));
        hub.drop("n3.snils-validate", "snils-nbsp.csv", resource("snils-nbsp.csv"));
        assertThat(rows("n3.snils", "odd.result.csv")).hasSize(3).allMatch(row -> !row.contains(";refused;"));
        assertThat(rows("n3.snils", "excel-text.result.csv")).hasSize(2).allMatch(row -> !row.contains(";refused;"));
        assertThat(rows("n3.snils", "excel-tail.result.csv")).hasSize(1);
        assertThat(rows("n3.snils", "nfd.result.csv")).hasSize(2).allMatch(row -> !row.contains(";refused;"));
        assertThat(rows("n3.snils", "b3-rusvalues.result.csv"))
                .isNotEmpty()
                .allMatch(row -> row.contains(";refused;") && row.contains("birthDate"));
        assertThat(rows("n3.snils-validate", "snils-nbsp.result.csv"))
                .hasSize(6)
                .allMatch(row -> row.contains(";completed;"));
    }

    /** Headers that no client library would send. */
    private String raw(String type, byte[] body) throws IOException {
        String authorization =
                java.util.Base64.getEncoder().encodeToString("integrator:integrator".getBytes(StandardCharsets.UTF_8));
        try (Socket socket = new Socket("127.0.0.1", hub.uri("/").getPort())) {
            socket.setSoTimeout(60_000);
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/orders/n3.snils HTTP/1.1\r\nHost: hub\r\nConnection: close\r\nAuthorization: Basic "
                            + authorization + "\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length
                            + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            out.write(body);
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aPayloadIsTakenInTheCharsetThatItDeclaresOrRefusedInWords() throws Exception {
        String payload = hub.patient("Жимолостев", "Яков").toString();
        for (String unknown : List.of("charset=martian", "charset=", "charset=\"?\"", "charset=***")) {
            assertThat(raw("application/json; " + unknown, payload.getBytes(StandardCharsets.UTF_8)))
                    .as(unknown)
                    .startsWith("HTTP/1.1 415")
                    .contains("send UTF-8");
        }
        assertThat(raw("application/json", payload.getBytes(Charset.forName("windows-1251"))))
                .startsWith("HTTP/1.1 422")
                .contains("CHARSET");
        String answer =
                raw("application/json; charset=windows-1251", payload.getBytes(Charset.forName("windows-1251")));
        assertThat(answer).startsWith("HTTP/1.1 202");
        String order = answer.replaceAll("(?s).*\"id\"\\s*:\\s*\"([^\"]+)\".*", "$1");
        assertThat(hub.ended(order).path("result").path("snils").asText())
                .isEqualTo(hub.read(hub.control("POST", "truth/snils", payload))
                        .findValue("snils")
                        .asText());
    }
}
