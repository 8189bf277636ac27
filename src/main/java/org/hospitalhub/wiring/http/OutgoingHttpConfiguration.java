package org.hospitalhub.wiring.http;

import java.io.File;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.hospitalhub.calls.DoorClient;
import org.hospitalhub.calls.GuardedHttpClient;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configures outgoing HTTP: time-outs on everything, one connection for each call, no redirects, no cookies. */
@Configuration
@EnableConfigurationProperties(CallLimits.class)
class OutgoingHttpConfiguration {

    /** Most calls at once to one receiver. */
    private static final int CONNECTIONS = 200;

    @Bean(destroyMethod = "shutdownNow")
    ScheduledExecutorService callTimer() {
        return Executors.newSingleThreadScheduledExecutor(BasicThreadFactory.builder()
                .namingPattern("call-timer")
                .daemon()
                .build());
    }

    /** Sets an existing document folder, since Tomcat would otherwise create one in the temporary directory at every start. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> documents(
            @Value("${server.tomcat.basedir:}") String base) {
        return server -> {
            if (!base.isEmpty()) {
                File folder = new File(base, "documents");
                server.setDocumentRoot(folder.isDirectory() || folder.mkdirs() ? folder : null);
            }
        };
    }

    @Bean("hubHttp")
    HttpClientConfigurer hubHttp(CallLimits limits, ScheduledExecutorService callTimer) {
        // Bodies are not decompressed, because N3 misuses Content-Encoding for the media type (N3 description §2.2.2).
        DoorClient.Settings settings = new DoorClient.Settings(
                new GuardedHttpClient.Limits(
                        limits.connect(), limits.response(), limits.total(), limits.answerBytes(), false, false),
                null,
                null,
                CONNECTIONS);
        return client -> DoorClient.configure(client, settings, callTimer);
    }

    @Bean
    CamelContextConfiguration httpComponents(CallLimits limits) {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext camel) {
                for (String scheme : new String[] {"http", "https"}) {
                    HttpComponent http = camel.getComponent(scheme, HttpComponent.class);
                    http.setConnectTimeout(limits.connect().toMillis());
                    http.setSoTimeout(limits.response().toMillis());
                    http.setFollowRedirects(false);
                    http.setCopyHeaders(true);
                }
            }

            @Override
            public void afterApplicationStart(CamelContext camel) {
                // nothing to do once the routes run
            }
        };
    }
}
