package org.hospitalhub.wiring.broker;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.Exchange;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.jms.JmsHeaderFilterStrategy;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.apache.qpid.jms.policy.JmsDefaultDeserializationPolicy;
import org.hospitalhub.intake.JmsSenders;
import org.hospitalhub.intake.MessageBodyReader;
import org.hospitalhub.ledger.Ledger;
import org.hospitalhub.wiring.startup.ProcessLock;
import org.jspecify.annotations.Nullable;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Creates the JMS broker and Camel's connection to it. */
@Configuration
@EnableConfigurationProperties(JmsSettings.class)
class BrokerConfiguration {

    private static final Logger log = LoggerFactory.getLogger(BrokerConfiguration.class);

    private static final long LOOK_INSIDE_SECONDS = 2;
    private static final long LOOK_OUTSIDE_SECONDS = 10;

    private final String hubPassword = UUID.randomUUID().toString();

    @Bean
    JmsSenders jmsSenders(JmsSettings settings) {
        return settings.senders();
    }

    /** Returns the register of brokers; only with a ledger that several hubs can share. */
    @Bean(destroyMethod = "close")
    @ConditionalOnExpression("'${hub.ledger.url:}'.startsWith('jdbc:postgresql:')")
    BrokerRegistry brokerRegister(
            JmsSettings settings,
            Ledger ledger,
            @Value("${hub.node}") String node,
            @Value("${hub.data-dir}") Path data,
            Clock clock)
            throws IOException {
        return new BrokerRegistry(ledger.brokers(), node, settings.embedded() && settings.open(), data, clock);
    }

    /** Returns the embedded broker, which starts after the register has accepted this hub. */
    @Bean(destroyMethod = "stop")
    @ConditionalOnExpression("'${hub.jms.broker-url:}'.isBlank()")
    EmbeddedBroker embeddedBroker(
            JmsSettings settings,
            @Value("${hub.data-dir}") Path data,
            ProcessLock dataDirectory,
            ObjectProvider<BrokerRegistry> register)
            throws Exception {
        register.ifAvailable(let -> log.debug("No other hub on this ledger has a broker of its own"));
        if (!settings.open()) {
            log.warn("hub.jms.user and hub.jms.password are not set: JMS intake is off");
        }
        int id = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
        return new EmbeddedBroker(settings, data.resolve("broker"), id, hubPassword);
    }

    @Bean(destroyMethod = "stop")
    JmsPoolConnectionFactory connectionFactory(JmsSettings settings, ObjectProvider<EmbeddedBroker> embedded) {
        EmbeddedBroker broker = embedded.getIfAvailable();
        JmsPoolConnectionFactory pool = new JmsPoolConnectionFactory();
        pool.setConnectionFactory(broker == null ? outside(settings) : inside(broker));
        pool.setMaxConnections(4);
        pool.setMaxSessionsPerConnection(50);
        return pool;
    }

    /** Returns the state of an external broker, for health, metrics and alarm. */
    @Bean
    @ConditionalOnExpression("!'${hub.jms.broker-url:}'.isBlank()")
    ExternalBroker outsideBroker(JmsSettings settings, Clock clock) {
        return new ExternalBroker(outside(settings), clock);
    }

    @Bean(destroyMethod = "close")
    BrokerMonitor brokerWatch(ObjectProvider<EmbeddedBroker> embedded, ObjectProvider<ExternalBroker> outside) {
        EmbeddedBroker inside = embedded.getIfAvailable();
        return inside == null
                ? new BrokerMonitor(() -> outside.ifAvailable(ExternalBroker::look), LOOK_OUTSIDE_SECONDS)
                : new BrokerMonitor(inside::revive, LOOK_INSIDE_SECONDS);
    }

    private ConnectionFactory inside(EmbeddedBroker broker) {
        return artemis(broker.url(), EmbeddedBroker.hubUser(), hubPassword);
    }

    /** Returns the connection factory of an external broker: AMQP 1.0 or Artemis' own protocol, by the scheme of the address. */
    static ConnectionFactory outside(JmsSettings settings) {
        return settings.amqp()
                ? amqp(settings.brokerUrl(), settings.user(), settings.password())
                : artemis(settings.brokerUrl(), settings.user(), settings.password());
    }

    /** Returns a factory that does not read serialized Java objects, because a sender could run code in the hub (CVE-2026-40860). */
    private static ConnectionFactory artemis(String url, @Nullable String user, @Nullable String password) {
        ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(url, user, password);
        factory.setDeserializationDenyList("*");
        factory.getServerLocator().addIncomingInterceptor(new UndecodedBodyInterceptor());
        return factory;
    }

    private static ConnectionFactory amqp(String url, @Nullable String user, @Nullable String password) {
        JmsDefaultDeserializationPolicy nothing = new JmsDefaultDeserializationPolicy();
        nothing.setDenyList("*");
        JmsConnectionFactory factory = new JmsConnectionFactory(user, password, url);
        factory.setDeserializationPolicy(nothing);
        return factory;
    }

    /** Sets a correlation id of bytes, which Camel does not pass in a header. */
    private static void correlate(Message message, Exchange exchange) {
        byte[] correlation = exchange.getProperty("HubCorrelation", byte[].class);
        try {
            if (correlation != null) {
                message.setJMSCorrelationIDAsBytes(correlation);
            }
        } catch (JMSException cannot) {
            throw new IllegalStateException("the broker's client takes no correlation id of bytes", cannot);
        }
    }

    @Bean
    MessageBodyReader messageBody() {
        return new ArtemisMessageBody();
    }

    @Bean("jms")
    JmsComponent jms(ConnectionFactory connections) {
        JmsComponent jms = new JmsComponent();
        jms.setConnectionFactory(connections);
        jms.setTransacted(true);
        jms.setLazyCreateTransactionManager(false);
        jms.setCacheLevelName("CACHE_CONSUMER");
        jms.setErrorHandlerLogStackTrace(false);
        jms.setDestinationResolver(new ReplyQueueResolver());
        jms.setMessageCreatedStrategy((message, session, exchange, cause) -> correlate(message, exchange));
        // Case-insensitive on purpose: CAmelHttpUri from outside must not pass (CVE-2026-40453).
        JmsHeaderFilterStrategy filter = new JmsHeaderFilterStrategy();
        filter.setLowerCase(true);
        filter.setInFilterStartsWith("camel", "org.apache.camel.");
        jms.setHeaderFilterStrategy(filter);
        return jms;
    }
}
