package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.hospitalhub.wiring.SentOrder.Asked;

/** Compares what was acknowledged to a hospital, what the services did, and what the hub says and delivered. */
final class ThreeSides {

    /** People and secrets, which must be in no log and no ledger. */
    private static final List<String> PLANTED = List.of(
            SentOrder.FAMILY,
            SentOrder.INSURANCE_NUMBER,
            SentOrder.PATIENT,
            HubProcess.TOKEN,
            "planted-",
            "sandbox-clinic");

    private final HubProcess hub;
    private final HospitalSystem hospital;
    private final SimulatedServices services;
    private final ObjectMapper json = new ObjectMapper();
    private final HubOrders orders;
    private final Map<SentOrder, String> ids = new LinkedHashMap<>();
    private final List<String> wrong = new ArrayList<>();

    ThreeSides(HubProcess hub, HospitalSystem hospital, SimulatedServices services) {
        this.hub = hub;
        this.orders = new HubOrders(hub);
        this.hospital = hospital;
        this.services = services;
    }

    /** Waits until every order has ended and every answer is there. */
    void awaitEnd(Duration longest) throws Exception {
        long end = System.nanoTime() + longest.toNanos();
        while (System.nanoTime() < end && !(orders.allEnded(hospital.sent()) && everyFileHasItsResult())) {
            TimeUnit.SECONDS.sleep(2);
        }
        hospital.awaitReplies(Duration.ofSeconds(30));
        orders.read();
    }

    private boolean everyFileHasItsResult() throws IOException {
        for (Map.Entry<String, List<SentOrder>> file : hospital.files.entrySet()) {
            if (results(file.getKey(), file.getValue()).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private List<Path> results(String name, List<SentOrder> sent) throws IOException {
        Path out = hub.drop().resolve("out").resolve(sent.get(0).asked().operation);
        String stem = name.substring(0, name.indexOf('.'));
        if (!Files.isDirectory(out)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(out)) {
            return all.filter(path -> path.getFileName().toString().startsWith(stem + "."))
                    .toList();
        }
    }

    /** Fails with everything that is wrong. */
    void compare() throws Exception {
        wrong.addAll(hospital.strange);
        filesAreAnswered();
        messagesAreAnswered();
        ids.putAll(hospital.byHttp);
        check("orders of the hub", orders.size(), hospital.sent());
        check("orders that were found", new HashSet<>(ids.values()).size(), hospital.sent());
        for (Map.Entry<SentOrder, String> sent : ids.entrySet()) {
            ends(sent.getKey(), orders.order(sent.getValue()));
        }
        n3WasAskedAsOftenAsTheHistorySays();
        nhifHasEachDocumentOnce();
        eHealthHasEachContractOnce();
        for (String stub : List.of("ecard", "signed-request")) {
            for (JsonNode violation : services.stub(stub).path("violations")) {
                if (!violation.path("kind").asText().equals("body")) {
                    wrong.add(stub + " " + violation);
                }
            }
        }
        nothingPersonalLiesOnDisk();
        assertThat(wrong).isEmpty();
    }

    private void check(String what, int found, int expected) {
        if (found != expected) {
            wrong.add(what + ": " + found + ", not " + expected);
        }
    }

    private void filesAreAnswered() throws IOException {
        for (Map.Entry<String, List<SentOrder>> file : hospital.files.entrySet()) {
            List<SentOrder> sent = file.getValue();
            List<Path> results = results(file.getKey(), sent);
            check("results of " + file.getKey(), results.size(), 1);
            if (results.isEmpty()) {
                continue;
            }
            List<String> lines = file.getKey().endsWith(".json")
                    ? List.of(Files.readString(results.get(0)))
                    : Files.readAllLines(results.get(0));
            check("lines of " + file.getKey(), lines.size(), sent.size());
            for (int line = 0; line < Math.min(lines.size(), sent.size()); line++) {
                answered(sent.get(line), json.readTree(lines.get(line)));
            }
        }
    }

    /** Each message whose order ended has a reply, and those that came twice are the same. */
    private void messagesAreAnswered() {
        hospital.byJms.forEach((order, replies) -> {
            JsonNode found = orders.withKey(order.key());
            if (found != null) {
                ids.put(order, found.path("id").asText());
            }
            if (found == null
                    || (replies.isEmpty() && !found.path("state").asText().equals("parked"))) {
                wrong.add(order.key() + " has no reply: " + found);
            }
            for (JsonNode reply : replies) {
                answered(order, reply);
            }
        });
    }

    private void answered(SentOrder order, JsonNode answer) {
        String id = answer.path("id").asText();
        JsonNode said = orders.order(id);
        String before = ids.put(order, id);
        if (said == null || (before != null && !before.equals(id))) {
            wrong.add(order.key() + " is two orders, or none: " + before + " and " + answer);
        } else if (!said.path("state").equals(answer.path("state"))
                || !said.path("result").equals(answer.path("result"))) {
            wrong.add(order.key() + " was answered " + answer + " and is " + said);
        }
    }

    private void ends(SentOrder sent, JsonNode order) throws Exception {
        if (order == null || !order.path("operation").asText().equals(sent.asked().operation)) {
            wrong.add(sent.key() + " is " + order);
            return;
        }
        String state = order.path("state").asText();
        if (state.equals("parked")) {
            parked(sent, order);
        } else if (state.equals("refused") != sent.rejected()
                || (!sent.rejected() && !(state.equals("completed") && answers(sent, order.path("result"))))) {
            wrong.add(sent.key() + " ended as " + order + " "
                    + orders.attempts(order.path("id").asText()));
        }
    }

    /** Only a submission whose arrival is unknown is left to a person; N3's only after its one repeat. */
    private void parked(SentOrder sent, JsonNode order) {
        long unsure = orders.count("unsure", order.path("id").asText());
        boolean repeated = sent.asked() == Asked.SNILS;
        if (!order.toString().contains("UNSURE") || unsure != (repeated ? 2 : 1)) {
            wrong.add(sent.key() + " is parked: " + order + " "
                    + orders.attempts(order.path("id").asText()));
        }
    }

    /** Whether the result is the service's answer to this very order. */
    private boolean answers(SentOrder sent, JsonNode result) throws Exception {
        return switch (sent.asked()) {
            case SNILS -> result.path("snils").asText().equals(services.snils(sent.payload()));
            case QUERY -> result.path("body").path("service").asText().equals(sent.nhifService());
            case SUBMISSION -> result.path("status").asInt() == 201;
            case CONTRACT -> result.path("start_date").asText().equals(sent.day());
            case PRESCRIPTION -> result.path("status").asText().equals("ACCEPTED");
            case SIGNED -> result.path("status").asText().equals("processed");
        };
    }

    private void n3WasAskedAsOftenAsTheHistorySays() throws Exception {
        JsonNode log = services.n3();
        check("limit violations at N3", log.path("limitViolations").size(), 0);
        check("pause violations at N3", log.path("pauseViolations").size(), 0);
        long unsure = 0;
        long failed = 0;
        int sent = 0;
        for (SentOrder order : ids.keySet()) {
            if (order.asked() == Asked.SNILS) {
                sent++;
                unsure += orders.count("unsure", ids.get(order));
                failed += orders.count("failed", ids.get(order));
            }
        }
        if (log.path("duplicateOrders").asInt() > unsure
                || log.path("counts").path("post").asInt() > sent + unsure + failed) {
            wrong.add(sent + " orders and " + unsure + " unsure ones of N3: " + log.path("counts") + ", "
                    + log.path("duplicateOrders") + " duplicates");
        }
    }

    private void nhifHasEachDocumentOnce() throws Exception {
        Map<String, Integer> posts = new HashMap<>();
        Deque<Instant> window = new ArrayDeque<>();
        for (JsonNode call : services.nhif()) {
            if (call.path("method").asText().equals("POST")) {
                posts.merge(call.path("path").asText(), 1, Integer::sum);
            }
            Instant at = Instant.parse(call.path("at").asText());
            window.addLast(at);
            while (!window.getFirst().isAfter(at.minusSeconds(60))) {
                window.removeFirst();
            }
            if (window.size() > SimulatedServices.NHIF_LIMIT) {
                wrong.add(window.size() + " calls of NHIF in a minute at " + at);
            }
        }
        ids.forEach((sent, id) -> {
            if (sent.asked() == Asked.SUBMISSION) {
                int done = posts.getOrDefault("/api/pspsmi/v1.2/" + sent.nhifService(), 0);
                boolean parked = orders.order(id).path("state").asText().equals("parked");
                if (done > 1 || (done == 0 && !parked)) {
                    wrong.add(sent.key() + " was submitted " + done + " times: " + orders.attempts(id));
                }
            }
        });
    }

    private void eHealthHasEachContractOnce() throws Exception {
        Map<String, List<String>> created = new HashMap<>();
        for (JsonNode request : services.contractRequests()) {
            created.computeIfAbsent(request.path("start_date").asText(), day -> new ArrayList<>())
                    .add(request.path("id").asText());
        }
        ids.forEach((sent, id) -> {
            if (sent.asked() == Asked.CONTRACT) {
                List<String> found = created.getOrDefault(sent.day(), List.of());
                JsonNode order = orders.order(id);
                boolean parked = order.path("state").asText().equals("parked");
                String result = order.path("result").path("id").asText();
                if (found.size() > 1 || (!parked && !found.contains(result))) {
                    wrong.add(sent.key() + " was created as " + found + ": " + order + " " + orders.attempts(id));
                }
            }
        });
    }

    private void nothingPersonalLiesOnDisk() throws IOException {
        List<Path> files = new ArrayList<>(List.of(hub.log()));
        try (Stream<Path> data = Files.list(hub.data())) {
            data.filter(path -> path.getFileName().toString().startsWith("ledger"))
                    .forEach(files::add);
        }
        for (Path file : files) {
            String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
            for (String planted : PLANTED) {
                if (bytes.contains(new String(planted.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))) {
                    wrong.add(planted + " is in " + file.getFileName());
                }
            }
        }
    }

    /** Returns how many orders there were by operation, trigger and state, and what became of interrupted attempts. */
    String summary() throws Exception {
        Map<String, Integer> counts = new TreeMap<>();
        hospital.byHttp.keySet().forEach(order -> counts.merge("http " + order.asked(), 1, Integer::sum));
        hospital.byJms.keySet().forEach(order -> counts.merge("jms " + order.asked(), 1, Integer::sum));
        hospital.files.values().forEach(all -> counts.merge("file " + all.get(0).asked(), all.size(), Integer::sum));
        orders.count(counts);
        JsonNode log = services.n3();
        return hospital.sent() + " orders; N3: " + log.path("counts") + ", at most " + log.path("maxInWindow")
                + " in a window, " + log.path("duplicateOrders") + " duplicates;\n  "
                + String.join(
                        "\n  ", counts.entrySet().stream().map(Object::toString).toList());
    }
}
