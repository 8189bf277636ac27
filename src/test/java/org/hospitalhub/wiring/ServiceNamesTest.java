package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A service is known by its definition (services/&lt;name&gt;) and its room of Java, and by nobody else: a hospital's own service is
 * watched, checked and shown as the hub's own ones are. Reads the sources, since a compiled class has lost its constants' places.
 */
class ServiceNamesTest {

    private static final Path SOURCES = Path.of("src/main/java/org/hospitalhub");

    /** Rooms of services, and the simulators of the sandbox. */
    private static final List<String> ROOMS = List.of("ehealth/", "nhif/", "sandbox/");

    /** Classes that may say a name, each with why. */
    private static final Map<String, String> EXCEPTIONS = Map.of(
            "commands/client/SubmitCommand.java",
            "its help shows an operation as an example",
            "commands/client/ParkedCommand.java",
            "its help shows codes as an example",
            "commands/client/ReplayCommand.java",
            "its help shows a code as an example",
            "commands/definition/ServiceTryCommand.java",
            "its help shows an operation as an example",
            "service/engine/Signatures.java",
            "says which setting has the hub's one authority");

    /** A comment, or a text of one or more lines. */
    private static final Pattern TOKEN = Pattern.compile(
            "(?s)//[^\\n]*|/\\*.*?\\*/|\"\"\".*?\"\"\"|\"(?:[^\"\\\\\\n]|\\\\.)*\"|'(?:[^'\\\\\\n]|\\\\.)+'");

    private static final Pattern ROOM =
            Pattern.compile("(?m)^import (?:static )?org\\.hospitalhub\\.(?:ehealth|nhif|n3)\\.");

    @Test
    void noClassOutsideOfItsRoomKnowsAServiceByItsName() {
        Pattern names = Pattern.compile("(?i)(?<![\\p{L}0-9])(?:" + String.join("|", services()) + ")(?![\\p{L}0-9])");
        Map<String, String> found = new TreeMap<>();
        for (String file : sources()) {
            String text = read(SOURCES.resolve(file));
            if (ROOM.matcher(text).find()) {
                found.put(file, "imports the room of a service");
            }
            Matcher tokens = TOKEN.matcher(text);
            while (tokens.find()) {
                if (tokens.group().startsWith("\"")
                        && names.matcher(tokens.group()).find()) {
                    found.put(file, tokens.group());
                }
            }
        }
        found.keySet().removeAll(EXCEPTIONS.keySet());
        assertThat(found)
                .as("Iterate NationalService instead (service.ServiceRegister), and give it what is missing there")
                .isEmpty();
    }

    @Test
    void everyExceptionIsNeeded() {
        assertThat(EXCEPTIONS.keySet())
                .allSatisfy(file -> assertThat(SOURCES.resolve(file)).exists());
    }

    private static List<String> services() {
        try (Stream<Path> folders = Files.list(Path.of("services"))) {
            return Stream.concat(
                            folders.filter(Files::isDirectory).map(folder -> String.valueOf(folder.getFileName())),
                            Stream.of("ehealth"))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<String> sources() {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> SOURCES.relativize(file).toString())
                    .filter(file -> ROOMS.stream().noneMatch(file::startsWith))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
