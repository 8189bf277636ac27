package org.hospitalhub.wiring;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Invented people in the forms that the hub takes, no two alike. */
final class Patients {

    private static final String HEADER = "id;patient.familyName;patient.firstName;patient.birthDate;patient.gender;"
            + "patientPersDocs.type;patientPersDocs.series;patientPersDocs.number;patientPersDocs.issueDate;patientPersDocs.issuer\n";

    private Patients() {}

    static String csv(String family, int many) {
        return lines(family, many).collect(Collectors.joining());
    }

    /** Returns the lines of a CSV file of people. */
    static Stream<String> lines(String family, int many) {
        return Stream.concat(
                Stream.of(HEADER),
                IntStream.rangeClosed(1, many).mapToObj(n -> "%d;%s;Имя%s;1980-01-%02d;1;1;4500;%06d;2010-01-01;ОВД\n"
                        .formatted(n, family, letters(n), n % 28 + 1, n % 900_000 + 100_000)));
    }

    static String json(String family, int number) {
        return """
                {"patient":{"familyName":"%s","firstName":"Имя%s","birthDate":"1980-05-05","gender":"1"},\
                "patientPersDocs":{"type":"1","series":"4500","number":"%06d","issueDate":"2010-01-01","issuer":"ОВД"}}""".formatted(family, letters(number), 100_000 + number);
    }

    /** Names have no digits. */
    private static String letters(int number) {
        return String.valueOf(number)
                .chars()
                .mapToObj(digit -> String.valueOf("абвгдежзик".charAt(digit - '0')))
                .collect(Collectors.joining());
    }

    /** Drops a file of people whose SNILS is asked for. */
    static void drop(Path folder, String name, String content) throws IOException {
        Path in = folder.resolve("in/n3.snils");
        Files.createDirectories(in);
        Path hidden = Files.writeString(in.resolve("." + name), content);
        Files.move(hidden, in.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    static List<CSVRecord> rows(Path result) throws IOException {
        try (CSVParser rows = CSVFormat.RFC4180
                .builder()
                .setDelimiter(';')
                .setHeader()
                .setSkipHeaderRecord(true)
                .get()
                .parse(Files.newBufferedReader(result, StandardCharsets.UTF_8))) {
            return rows.getRecords();
        }
    }
}
