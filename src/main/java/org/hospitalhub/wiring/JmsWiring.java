package org.hospitalhub.wiring;

import jakarta.jms.ConnectionFactory;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.jms.JmsHeaderFilterStrategy;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.apache.qpid.jms.policy.JmsDefaultDeserializationPolicy;
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

/** The broker and Camel's way to it. */
@Configuration
@EnableConfigurationProperties(JmsSettings.class)
class JmsWiring {

    private static final Logger log = LoggerFactory.getLogger(JmsWiring.class);

    private final String hubPassword = UUID.randomUUID().toString();

    @Bean(destroyMethod = "stop")
    @ConditionalOnExpression("'${hub.jms.broker-url:}'.isBlank()")
    EmbeddedBroker embeddedBroker(JmsSettings settings, @Value("${hub.data-dir}") Path data, ProcessLock dataDirectory)
            throws Exception {
        if (!settings.open()) {
            log.warn("hub.jms.user and hub.jms.password are not set: the JMS door stays shut");
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

    private ConnectionFactory inside(EmbeddedBroker broker) {
        return artemis(broker.url(), EmbeddedBroker.hubUser(), hubPassword);
    }

    /** Every broker that speaks AMQP 1.0, or Artemis by its own protocol; the scheme of the address tells which. */
    static ConnectionFactory outside(JmsSettings settings) {
        return settings.amqp()
                ? amqp(settings.brokerUrl(), settings.user(), settings.password())
                : artemis(settings.brokerUrl(), settings.user(), settings.password());
    }

    /** Serialized Java objects are never read: a sender could run code in the hub (CVE-2026-40860). */
    private static ConnectionFactory artemis(String url, @Nullable String user, @Nullable String password) {
        ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(url, user, password);
        factory.setDeserializationDenyList("*");
        return factory;
    }

    private static ConnectionFactory amqp(String url, @Nullable String user, @Nullable String password) {
        JmsDefaultDeserializationPolicy nothing = new JmsDefaultDeserializationPolicy();
        nothing.setDenyList("*");
        JmsConnectionFactory factory = new JmsConnectionFactory(user, password, url);
        factory.setDeserializationPolicy(nothing);
        return factory;
    }

    @Bean("jms")
    JmsComponent jms(ConnectionFactory connections) {
        JmsComponent jms = new JmsComponent();
        jms.setConnectionFactory(connections);
        jms.setTransacted(true);
        jms.setLazyCreateTransactionManager(false);
        jms.setCacheLevelName("CACHE_CONSUMER");
        jms.setErrorHandlerLogStackTrace(false);
        // Case-insensitive on purpose: CAmelHttpUri from outside must not pass (CVE-2026-40453).
        JmsHeaderFilterStrategy filter = new JmsHeaderFilterStrategy();
        filter.setLowerCase(true);
        filter.setInFilterStartsWith("camel", "org.apache.camel.");
        jms.setHeaderFilterStrategy(filter);
        return jms;
    }
}
