package org.hospitalhub.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.NewOrder;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.rules.Languages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jms.core.JmsTemplate;

/** The shipped routes of this room in a real Camel with a real broker, and the attacks that knock at its doors. */
class IntakeRoutesTest {

    private static final String GOOD = "{\"patient\":{\"familyName\":\"A\"}}";
    private static final AtomicBoolean READ_OBJECT = new AtomicBoolean();

    private final Path drop;
    private final IntakeFixture fixture;
    private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final ActiveMQConnectionFactory connections = new ActiveMQConnectionFactory("vm://77");
    private final JmsTemplate jms = new JmsTemplate(connections);
    private final ConcurrentLinkedQueue<Map<String, Object>> headers = new ConcurrentLinkedQueue<>();

    IntakeRoutesTest(@TempDir Path drop) {
        this.drop = drop;
        this.fixture = new IntakeFixture(drop, "settle=0s", "retry=0s");
    }

    @BeforeEach
    void start() throws Exception {
        ConfigurationImpl configuration = new ConfigurationImpl();
        configuration.setPersistenceEnabled(false).setSecurityEnabled(false).addAcceptorConfiguration("vm", "vm://77");
        configuration.addAddressSetting(
                "#",
                new AddressSettings()
                        .setRedeliveryDelay(50)
                        .setMaxDeliveryAttempts(-1)
                        .setDeadLetterAddress(SimpleString.of("DLQ")));
        configuration.addAddressSetting(
                "his.full",
                new AddressSettings()
                        .setAddressFullMessagePolicy(AddressFullMessagePolicy.FAIL)
                        .setMaxSizeMessages(1));
        broker.setConfiguration(configuration).start();
        connections.setDeserializationDenyList("*");
        jms.setReceiveTimeout(120_000);
        startCamel();
    }

    private void startCamel() throws Exception {
        JmsComponent component = new JmsComponent();
        component.setConnectionFactory(connections);
        component.setTransacted(true);
        component.getConfiguration().setReceiveTimeout(100);
        component.setLazyCreateTransactionManager(false);
        camel.addComponent("jms", component);
        camel.getRegistry()
                .bind(
                        "stableFilesFilter",
                        new StableFilesFilter(fixture.settings, fixture.stableFiles, fixture.folder));
        camel.getRegistry()
                .bind(
                        "intakeExchange",
                        new IntakeExchange(
                                fixture.intake,
                                fixture.files,
                                fixture.uploads(),
                                fixture.folder,
                                new JmsMessageReader(
                                        fixture.settings,
                                        new JmsSenders(new JmsSender("jms", "hub."), Map.of()),
                                        IntakeRoutesTest::body),
                                new JmsReplies(fixture.reader.mapper(), id -> Optional.empty(), Languages.ENGLISH),
                                new RejectedMessages(fixture.clock),
                                3));
        Properties properties = new Properties();
        properties.putAll(
                Map.of("hub.intake.drop-dir", drop.toString(), "hub.intake.scan", "50", "hub.intake.threads", "2"));
        camel.getPropertiesComponent().setInitialProperties(properties);
        camel.addRoutes(failures());
        watch();
        for (String route : List.of("intake-file", "intake-jms", "intake-http", "intake-accept")) {
            Resource file = PluginHelper.getResourceLoader(camel)
                    .resolveResource("file:routes/intake/" + route + ".camel.yaml");
            PluginHelper.getRoutesLoader(camel).loadRoutes(file);
        }
        camel.disableJMX();
        camel.start();
    }

    private static byte[] body(Message message, int limit)
            throws JMSException, MessageBodyReader.UnreadableBodyException {
        byte[] body = MessageBodyReader.readPlainJms(message, limit);
        if (new String(body, StandardCharsets.UTF_8).startsWith("poison")) {
            throw new IllegalStateException("what somebody sent");
        }
        return body;
    }

    @Test
    void aMessageThatFailsAtEveryDeliveryIsRejectedAndTheNextOneIsTaken() throws Exception {
        send("poison", Map.of("HubOperation", IntakeFixture.OPERATION));
        send(GOOD, Map.of("HubOperation", IntakeFixture.OPERATION));
        JsonNode rejected = rejected();
        assertThat(rejected.findValuesAsText("code")).containsExactly("NOT_PROCESSED");
        assertThat(rejected.toString()).doesNotContain("what somebody sent");
        assertThat(order().operation()).isEqualTo(IntakeFixture.OPERATION);
    }

    @Test
    void aRejectionThatTheReplyQueueDoesNotTakeGoesToTheResultsOfItsSender() throws Exception {
        jms.send("his.full", session -> session.createTextMessage("one is all that it takes"));
        jms.send("hub.orders", session -> {
            TextMessage message = session.createTextMessage("not json");
            message.setStringProperty("HubOperation", IntakeFixture.OPERATION);
            message.setJMSReplyTo(session.createQueue("his.full"));
            message.setJMSCorrelationID("case-1");
            return message;
        });
        assertThat(rejected().findValuesAsText("code")).containsExactly("NOT_JSON");
        Message reported = jms.receive("hub.results");
        assertThat(reported.getJMSCorrelationID()).isEqualTo("case-1");
    }

    private static RouteConfigurationBuilder failures() {
        return new RouteConfigurationBuilder() {
            @Override
            public void configuration() {
                routeConfiguration("failure-none").errorHandler(noErrorHandler());
                routeConfiguration("failure-intake-jms").errorHandler(noErrorHandler());
            }
        };
    }

    /** Writes down the headers that reach the core. */
    private void watch() {
        camel.getCamelContextExtension().addInterceptStrategy((context, node, target, next) -> {
            boolean core = node.getParent() instanceof RouteDefinition route && "intake-accept".equals(route.getId());
            return !core
                    ? target
                    : exchange -> {
                        headers.add(Map.copyOf(exchange.getMessage().getHeaders()));
                        target.process(exchange);
                    };
        });
    }

    @AfterEach
    void stop() throws Exception {
        camel.stop();
        connections.close();
        broker.stop();
    }

    private void send(String body, Map<String, String> properties) {
        jms.send("hub.orders", session -> {
            TextMessage message = session.createTextMessage(body);
            for (Map.Entry<String, String> property : properties.entrySet()) {
                message.setStringProperty(property.getKey(), property.getValue());
            }
            return message;
        });
    }

    private NewOrder order() {
        await().atMost(Duration.ofMinutes(2)).until(() -> !fixture.accepted().isEmpty());
        return fixture.accepted().get(0);
    }

    private JsonNode rejected() throws Exception {
        Message message = jms.receive("hub.rejected");
        assertThat(message).isInstanceOf(TextMessage.class);
        return new ObjectMapper().readTree(message.getBody(String.class));
    }

    private void sendBytes(byte[] bytes) {
        jms.send("hub.orders", session -> {
            var message = session.createBytesMessage();
            message.writeBytes(bytes);
            message.setStringProperty("HubOperation", IntakeFixture.OPERATION);
            return message;
        });
    }

    @Test
    void aBytesMessageInUtf16WithItsMarkIsRead() {
        sendBytes(GOOD.replace("A\"", "Ёж\"").getBytes(StandardCharsets.UTF_16));
        assertThat(new String(order().payload(), StandardCharsets.UTF_8)).contains("Ёж");
    }

    @Test
    void aBytesMessageInAnotherCharsetIsRejectedAndNeverSentAsOtherLetters() throws Exception {
        sendBytes("{\"patient\":{\"familyName\":\"Ёж\"}}".getBytes(Charset.forName("windows-1251")));
        assertThat(rejected().at("/findings/0/code").asText()).isEqualTo("CHARSET");
        assertThat(fixture.accepted()).isEmpty();
    }

    @Test
    void aMessageBecomesAnOrderThatIsAnsweredToItsSender() {
        jms.setExplicitQosEnabled(true);
        jms.setPriority(8);
        jms.send("hub.orders", session -> {
            TextMessage message = session.createTextMessage(GOOD);
            message.setStringProperty("HubOperation", IntakeFixture.OPERATION);
            message.setStringProperty("HubOrderKey", "k1");
            message.setJMSCorrelationID("c1");
            message.setJMSReplyTo(session.createQueue("his.answers"));
            return message;
        });
        NewOrder order = order();
        assertThat(order.key()).isEqualTo("k1");
        assertThat(order.priority()).isEqualTo(Priority.URGENT);
        assertThat(order.address()).isEqualTo(new Address.Queue("his.answers", "c1", 8));
        assertThat(fixture.payloads()).containsExactly(GOOD);
    }

    @Test
    void aBytesMessageWithoutKeyAndReplyToIsKnownByItsMessageId() {
        jms.send("hub.orders", session -> {
            var message = session.createBytesMessage();
            message.writeBytes(GOOD.getBytes(StandardCharsets.UTF_8));
            message.setStringProperty("HubOperation", IntakeFixture.OPERATION);
            return message;
        });
        NewOrder order = order();
        assertThat(order.key()).startsWith("jms:ID:");
        assertThat(order.address()).isInstanceOfSatisfying(Address.Queue.class, queue -> {
            assertThat(queue.queue()).isEqualTo("hub.results");
            assertThat("jms:" + queue.correlationId()).isEqualTo(order.key());
        });
    }

    @Test
    void aPayloadWithFindingsIsARefusedOrderWhoseAnswerIsDelivered() {
        send("{}", Map.of("HubOperation", IntakeFixture.OPERATION));
        assertThat(order().findings()).extracting("code").containsExactly("REQUIRED");
    }

    @Test
    void noHeaderFromOutsideReachesTheRoutes() {
        send(
                GOOD,
                Map.of(
                        "HubOperation", IntakeFixture.OPERATION,
                        "CAmelHttpUri", "http://evil.test/",
                        "CamelFileName", "../../x",
                        "HubState", "completed",
                        "hubOrder", "x",
                        "note", "{{hub.intake.drop-dir}}",
                        "crlf", "a\r\nHubOperation: evil"));
        assertThat(order().operation()).isEqualTo(IntakeFixture.OPERATION);
        assertThat(headers).containsExactly(Map.of());
        assertThat(fixture.payloads()).containsExactly(GOOD);
    }

    @Test
    void anUnreadableMessageGoesToHubRejectedWithTheFindingsAndTheOriginal() throws Exception {
        send("not json", Map.of("HubOperation", IntakeFixture.OPERATION));
        JsonNode rejected = rejected();
        assertThat(rejected.findValuesAsText("code")).containsExactly("NOT_JSON");
        assertThat(rejected.get("original").binaryValue()).asString().isEqualTo("not json");
    }

    @Test
    void everythingThatIsWrongWithAMessageIsSaidAtOnce() throws Exception {
        jms.send("hub.orders", session -> {
            TextMessage message = session.createTextMessage(GOOD);
            message.setStringProperty("HubOrderKey", "a\r\nb");
            message.setJMSReplyTo(session.createQueue("{{hub.ledger.key}}"));
            return message;
        });
        assertThat(rejected().findValuesAsText("code")).containsExactly("OPERATION_MISSING", "KEY_INVALID", "REPLY_TO");
    }

    @Test
    void anAnswerCannotBeSentBackAsAnOrder() throws Exception {
        jms.send("hub.orders", session -> {
            TextMessage message = session.createTextMessage(GOOD);
            message.setStringProperty("HubOperation", IntakeFixture.OPERATION);
            message.setJMSReplyTo(session.createQueue("hub.orders"));
            return message;
        });
        assertThat(rejected().findValuesAsText("code")).containsExactly("REPLY_TO");
    }

    @Test
    void anObjectOfTheSenderIsNeverRead() throws Exception {
        READ_OBJECT.set(false);
        jms.send("hub.orders", session -> {
            Message message = session.createObjectMessage(new Evil());
            message.setStringProperty("HubOperation", IntakeFixture.OPERATION);
            message.setJMSCorrelationID("c1");
            return message;
        });
        Message rejected = jms.receive("hub.rejected");
        assertThat(rejected).isNotNull();
        assertThat(String.valueOf(rejected == null ? null : rejected.getBody(String.class)))
                .contains("MESSAGE_TYPE");
        assertThat(rejected == null ? null : rejected.getJMSCorrelationID()).isEqualTo("c1");
        assertThat(READ_OBJECT).isFalse();
    }

    static final class Evil implements Serializable {
        private static final long serialVersionUID = 1;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            READ_OBJECT.set(true);
            in.defaultReadObject();
        }
    }

    @Test
    void aMessageIsNotAcknowledgedBeforeItsOrderIsWrittenDown() {
        fixture.ledger.failAfter(0);
        send(GOOD, Map.of("HubOperation", IntakeFixture.OPERATION));
        await().atMost(Duration.ofMinutes(2)).until(() -> headers.size() >= 2);
        assertThat(fixture.accepted()).isEmpty();
        fixture.ledger.failAfter(Integer.MAX_VALUE);
        assertThat(order().operation()).isEqualTo(IntakeFixture.OPERATION);
    }

    @Test
    void droppedFilesGoTheirWayBesideOneAnother() throws IOException {
        for (String name : List.of("{{hub.intake.scan}}.json", "a b ${body} 100%.json", "x.json")) {
            fixture.drop(name, "[" + GOOD.replace("A", name) + "]");
        }
        fixture.drop("broken.json", "{");
        Files.createDirectories(fixture.in("deeper"));
        Files.writeString(fixture.in("deeper").resolve("a.json"), GOOD);
        await().atMost(Duration.ofMinutes(2)).until(() -> fixture.names("done").size() == 3);
        assertThat(fixture.accepted()).hasSize(3);
        fixture.clock.advance(Duration.ofMinutes(1));
        await().atMost(Duration.ofMinutes(2))
                .until(() -> fixture.names("failed").contains("broken.json"));
        assertThat(fixture.failure("a.json")).containsExactly("WRONG_FOLDER");
    }

    @Test
    void aFolderThatIsALinkIsNotFollowed() throws IOException {
        Path elsewhere = Files.createDirectory(drop.resolve("elsewhere"));
        Path secret = Files.writeString(elsewhere.resolve("a.json"), GOOD);
        Path link = Files.createSymbolicLink(drop.resolve("in").resolve("linked"), elsewhere);
        await().atMost(Duration.ofMinutes(2))
                .until(() -> Files.notExists(link, java.nio.file.LinkOption.NOFOLLOW_LINKS));
        assertThat(secret).exists();
        assertThat(drop.resolve("failed/linked.findings.json")).content().contains("NOT_A_FILE");
        assertThat(fixture.accepted()).isEmpty();
    }

    @Test
    void aCallOverHttpTakesTheSameWay() {
        var submission = new OrderIntake.Submission(
                IntakeFixture.OPERATION,
                GOOD.getBytes(StandardCharsets.UTF_8),
                null,
                Priority.NORMAL,
                "his",
                new Address.Ask(),
                false,
                List.of());
        Object reply = camel.createProducerTemplate().requestBody("direct:intake-http", submission);
        assertThat(reply).isInstanceOf(OrderIntake.Result.Accepted.class);
    }
}
