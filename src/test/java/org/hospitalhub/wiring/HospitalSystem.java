package org.hospitalhub.wiring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.hospitalhub.FreePort;
import org.hospitalhub.wiring.SentOrder.Asked;

/**
 * Sends orders to a hub by file, JMS and HTTP and reads the replies. What the hub did not acknowledge is sent again with the same
 * key, as the integrator's guide says.
 */
final class HospitalSystem extends Thread implements AutoCloseable {

    private static final String USER = "his";
    private static final String PASSWORD = "planted-jms-password";

    private final HubProcess hub;
    private final int jmsPort;
    private final Random random;
    private final Semaphore allowed = new Semaphore(0);
    private final Map<Asked, Integer> counts = new EnumMap<>(Asked.class);
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final ObjectMapper json = new ObjectMapper();
    private final List<SentOrder> unsentByHttp = new ArrayList<>();
    private final List<SentOrder> unsentByJms = new ArrayList<>();
    private volatile boolean ending;

    /** The orders of each dropped file, by its name. */
    final Map<String, List<SentOrder>> files = new LinkedHashMap<>();
    /** The ids that the hub answered with 202, by order. */
    final Map<SentOrder, String> byHttp = new LinkedHashMap<>();
    /** The replies to each order whose message was committed. */
    final Map<SentOrder, List<JsonNode>> byJms = new LinkedHashMap<>();
    /** Replies to no order that was sent, and answers that no sender should get. */
    final List<String> strange = new ArrayList<>();

    private final Map<String, SentOrder> byKey = new HashMap<>();

    HospitalSystem(HubProcess hub, int jmsPort, Random random) {
        super("hospital");
        this.hub = hub;
        this.jmsPort = jmsPort;
        this.random = random;
        setDaemon(true);
    }

    static Map<String, String> settings(int jmsPort) {
        return Map.of("hub.jms.port", String.valueOf(jmsPort), "hub.jms.user", USER, "hub.jms.password", PASSWORD);
    }

    static int port() {
        return FreePort.next();
    }

    /** Allows it to send something this many times more. */
    void allow(int times) {
        allowed.release(times);
    }

    /** Sends an order by HTTP before it sends anything else. */
    void sendFirst(Asked asked) throws InterruptedException {
        unsentByHttp.add(next(asked));
        while (!unsentByHttp.isEmpty()) {
            post();
        }
    }

    /** Ends when everything is acknowledged. */
    void finish() throws InterruptedException {
        ending = true;
        join(Duration.ofMinutes(10).toMillis());
    }

    @Override
    public void run() {
        try {
            while (!ending || allowed.availablePermits() > 0 || !unsentByHttp.isEmpty() || !unsentByJms.isEmpty()) {
                if (allowed.tryAcquire(500, TimeUnit.MILLISECONDS)) {
                    prepare();
                }
                post();
                talk();
                TimeUnit.MILLISECONDS.sleep(random.nextInt(1_000));
            }
        } catch (IOException | InterruptedException broken) {
            strange.add(broken.toString());
        }
    }

    private void prepare() throws IOException {
        Asked asked = Asked.any(random);
        switch (random.nextInt(3)) {
            case 0 -> drop(asked);
            case 1 -> {
                SentOrder order = next(asked);
                byKey.put(order.key(), order);
                unsentByJms.add(order);
            }
            default -> unsentByHttp.add(next(asked));
        }
    }

    private SentOrder next(Asked asked) {
        boolean full = asked == Asked.CONTRACT && counts.getOrDefault(asked, 0) >= SentOrder.MOST_CONTRACTS;
        Asked kind = full ? Asked.SNILS : asked;
        return SentOrder.of(kind, counts.merge(kind, 1, Integer::sum));
    }

    /** Drops a file of one order or of several; its name says nothing of its content. */
    private void drop(Asked asked) throws IOException {
        int many = random.nextInt(3) == 0 ? 1 : 2 + random.nextInt(4);
        List<SentOrder> orders = new ArrayList<>();
        for (int n = 0; n < many; n++) {
            orders.add(next(asked));
        }
        String operation = orders.get(0).asked().operation;
        orders.removeIf(order -> !order.asked().operation.equals(operation));
        String name = "f" + files.size() + (orders.size() == 1 ? ".json" : ".ndjson");
        files.put(name, orders);
        Path in = Files.createDirectories(hub.drop().resolve("in").resolve(operation));
        // Two files with the same content would be one to the hub.
        String end = " ".repeat(files.size()) + "\n";
        Path hidden = Files.writeString(
                in.resolve("." + name),
                orders.stream().map(SentOrder::payload).collect(Collectors.joining("\n", "", end)));
        Files.move(hidden, in.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private void post() throws InterruptedException {
        for (SentOrder order : List.copyOf(unsentByHttp)) {
            HttpRequest request = HttpRequest.newBuilder(hub.uri("/api/orders/" + order.asked().operation))
                    .timeout(Duration.ofSeconds(20))
                    .header("Authorization", hub.authorization())
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", order.key())
                    .POST(HttpRequest.BodyPublishers.ofString(order.payload()))
                    .build();
            try {
                HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 202) {
                    byHttp.put(order, json.readTree(answer.body()).path("id").asText());
                    unsentByHttp.remove(order);
                } else if (answer.statusCode() != 503) {
                    strange.add(order.key() + " " + answer.statusCode() + " " + answer.body());
                    unsentByHttp.remove(order);
                }
            } catch (IOException later) {
                return;
            }
        }
    }

    /** Sends what is to be sent in one transaction each, and takes the replies that are there. */
    private void talk() {
        try (ActiveMQConnectionFactory broker = new ActiveMQConnectionFactory(
                        "tcp://127.0.0.1:" + jmsPort + "?reconnectAttempts=0&callTimeout=10000");
                Connection connection = broker.createConnection(USER, PASSWORD);
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            MessageProducer orders = session.createProducer(session.createQueue("hub.orders"));
            for (SentOrder order : List.copyOf(unsentByJms)) {
                TextMessage message = session.createTextMessage(order.payload());
                message.setStringProperty("HubOperation", order.asked().operation);
                message.setStringProperty("HubOrderKey", order.key());
                message.setJMSCorrelationID(order.key());
                orders.send(message);
                session.commit();
                byJms.put(order, new ArrayList<>());
                unsentByJms.remove(order);
            }
            connection.start();
            take(session, "hub.results");
            take(session, "hub.rejected");
        } catch (JMSException | IOException later) {
            // sent again with the same key, or read again
        }
    }

    private void take(Session session, String queue) throws JMSException, IOException {
        try (MessageConsumer replies = session.createConsumer(session.createQueue(queue))) {
            for (Message reply = replies.receive(200); reply != null; reply = replies.receive(200)) {
                String text = reply.getBody(String.class);
                SentOrder order = byKey.get(String.valueOf(reply.getJMSCorrelationID()));
                if (order == null || !byJms.containsKey(order) || queue.equals("hub.rejected")) {
                    strange.add(queue + " " + reply.getJMSCorrelationID() + " " + text);
                } else {
                    byJms.get(order).add(json.readTree(text));
                }
                session.commit();
            }
        }
    }

    /** Reads replies until every order that was sent by JMS has one, or the time is over. */
    void awaitReplies(Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        while (byJms.values().stream().anyMatch(List::isEmpty) && System.nanoTime() < end) {
            talk();
            TimeUnit.MILLISECONDS.sleep(500);
        }
        talk();
    }

    int sent() {
        return byHttp.size()
                + byJms.size()
                + files.values().stream().mapToInt(List::size).sum();
    }

    @Override
    public void close() {
        interrupt();
    }
}
