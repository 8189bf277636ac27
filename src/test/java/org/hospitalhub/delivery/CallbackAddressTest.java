package org.hospitalhub.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.LedgerInMemory;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.rules.Languages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped route posts an answer to the address letter by letter as it was given. */
class CallbackAddressTest {

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", call -> {
            asked.add(call.getRequestURI().toString());
            call.sendResponseHeaders(204, -1);
            call.close();
        });
        server.createContext("/moved", call -> {
            asked.add(call.getRequestURI().toString());
            call.getResponseHeaders().add("Location", "/elsewhere");
            call.sendResponseHeaders(307, -1);
            call.close();
        });
        server.start();
        ObjectMapper json = new ObjectMapper();
        camel.getRegistry().bind("hubHttp", (HttpClientConfigurer) client -> {});
        camel.getRegistry()
                .bind(
                        "deliveryExchange",
                        new DeliveryExchange(
                                json,
                                Languages.ENGLISH,
                                new ResultFiles(
                                        Path.of("unused"),
                                        new BatchResults(new LedgerInMemory(), new Operations(List.of()), json))));
        camel.addRoutes(new RouteConfigurationBuilder() {
            @Override
            public void configuration() {
                routeConfiguration("failure-none").errorHandler(noErrorHandler());
            }
        });
        PluginHelper.getRoutesLoader(camel)
                .loadRoutes(PluginHelper.getResourceLoader(camel)
                        .resolveResource("file:routes/delivery/delivery-call.camel.yaml"));
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
        server.stop(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/answers/1",
                "/answers/a%3Fb",
                "/answers/a%3Fb?c=%3Fd&e=%26f",
                "/answers/%23x%3F",
                "/answers/",
                "/answers/%D0%B6?name=%D0%B6",
                "/answers/a;b=c/d+e",
                "/answers/a%20b",
            })
    void anAddressIsAskedAsItWasGiven(String path) {
        send(path);
        assertThat(asked).containsExactly(path);
    }

    @Test
    void aRedirectIsNotFollowedAndRefusesTheAnswer() {
        assertThat(send("/moved").getMessage().getBody()).isInstanceOf(Outcome.Failed.class);
        assertThat(asked).containsExactly("/moved");
    }

    private Exchange send(String path) {
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + path;
        return camel.createProducerTemplate().send("direct:delivery-call", exchange -> {
            DeliveryExchangeTest.address(new Address.Callback(url), exchange);
        });
    }
}
