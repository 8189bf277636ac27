package org.hospitalhub.wiring;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** Where a hub's threads were met at work by the samples of a flight recording, in percent of the samples. */
final class Hotspots {

    /** Innermost known frame of a stack wins. */
    private static final List<Map.Entry<String, String>> PLACES = List.of(
            Map.entry("org.sqlite.", "SQLite"),
            Map.entry("org.postgresql.", "PostgreSQL driver"),
            Map.entry("org.hospitalhub.ledger.crypto.Seal", "sealing and hashing"),
            Map.entry("org.hospitalhub.ledger.crypto.SealedJson", "JSON of the ledger"),
            Map.entry("com.zaxxer.", "connections and transactions"),
            Map.entry("org.springframework.transaction.", "connections and transactions"),
            Map.entry("org.springframework.jdbc.", "JDBC templates"),
            Map.entry("org.hospitalhub.pacing.", "poll plan and budget"),
            Map.entry("org.hospitalhub.ledger.", "ledger, other"),
            Map.entry("org.apache.hc.", "HTTP client"),
            Map.entry("org.hospitalhub.n3.", "room n3"),
            Map.entry("org.apache.camel.", "Camel"),
            Map.entry("org.hospitalhub.intake.", "intake"),
            Map.entry("org.hospitalhub.delivery.", "delivery"),
            Map.entry("org.hospitalhub.", "hub, other"));

    private Hotspots() {}

    static String of(Path recording) throws IOException {
        Map<String, Integer> places = new TreeMap<>();
        int samples = 0;
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                if (working(event)) {
                    samples++;
                    places.merge(place(event), 1, Integer::sum);
                }
            }
        }
        int all = Math.max(1, samples);
        return samples + " samples, "
                + places.entrySet().stream()
                        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                        .map(place -> "%s %.1f %%".formatted(place.getKey(), place.getValue() * 100.0 / all))
                        .collect(Collectors.joining(", "));
    }

    /** Native samples are taken of waiting threads too: of them only SQLite works where it stands. */
    private static boolean working(RecordedEvent event) {
        return event.getEventType().getName().equals("jdk.ExecutionSample")
                || (event.getEventType().getName().equals("jdk.NativeMethodSample")
                        && event.getStackTrace() != null
                        && event.getStackTrace()
                                .getFrames()
                                .get(0)
                                .getMethod()
                                .getType()
                                .getName()
                                .startsWith("org.sqlite."));
    }

    private static String place(RecordedEvent event) {
        if (event.getStackTrace() == null) {
            return "other";
        }
        for (RecordedFrame frame : event.getStackTrace().getFrames()) {
            String type = frame.getMethod().getType().getName();
            for (Map.Entry<String, String> place : PLACES) {
                if (type.startsWith(place.getKey())) {
                    return place.getValue();
                }
            }
        }
        return "other";
    }
}
