package org.hospitalhub.wiring.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Running routes are replaced by changed ones, or nothing changes. */
class RouteSwapTest {

    private static final RouteFile ASK = file("n3/ask", """
            - route:
                id: ask
                routeConfigurationId: failure-set
                from:
                  uri: direct:ask
                  steps:
                    - to: direct:answer
            """);

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final RouteGate gate = new RouteGate(camel);
    private final RouteSwap swap = new RouteSwap(camel, gate, 3);
    private final List<RouteFile> before = List.of(failure("handled"), ASK, answer("one"));
    private ProducerTemplate template;

    private static RouteFile file(String name, String text) {
        return new RouteFile(name + ".camel.yaml", text);
    }

    private static RouteFile answer(String word) {
        return file("n3/answer", """
                - route:
                    id: answer
                    from:
                      uri: direct:answer
                      steps:
                        - setBody:
                            constant: "%s"
                """.formatted(word));
    }

    private static RouteFile failure(String word) {
        return file("failure/failure-set", """
                - routeConfiguration:
                    id: failure-set
                    onException:
                      - onException:
                          exception: ["java.lang.Exception"]
                          handled:
                            constant: "true"
                          steps:
                            - setBody:
                                constant: "%s"
                """.formatted(word));
    }

    private static RouteFile throwing() {
        return file("n3/answer", """
                - route:
                    id: answer
                    errorHandler:
                      noErrorHandler: {}
                    from:
                      uri: direct:answer
                      steps:
                        - throwException:
                            exceptionType: java.lang.IllegalStateException
                            message: broken
                """);
    }

    @BeforeEach
    void start() throws Exception {
        camel.start();
        for (RouteFile file : before) {
            PluginHelper.getRoutesLoader(camel).loadRoutes(file.resource());
        }
        template = gate.template();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    private String ask() {
        return template.requestBody("direct:ask", "", String.class);
    }

    @Test
    void aChangedRouteTakesThePlaceOfTheRunningOne() throws Exception {
        assertThat(ask()).isEqualTo("one");
        swap.swap(before, List.of(failure("handled"), ASK, answer("two")));
        assertThat(ask()).isEqualTo("two");
        assertThat(camel.getRoutes()).hasSize(2);
    }

    @Test
    void aRouteThatDoesNotStartIsPutBack() {
        RouteFile second = file("n3/answer", ASK.text().replace("id: ask", "id: answer"));
        assertThatThrownBy(() -> swap.swap(before, List.of(failure("handled"), ASK, second)))
                .isInstanceOf(RouteSwap.NotSwappedException.class);
        assertThat(ask()).isEqualTo("one");
    }

    @Test
    void aRouteWhoseFileIsGoneGoes() throws Exception {
        swap.swap(before, List.of(failure("handled"), ASK));
        assertThat(camel.getRoute("answer")).isNull();
    }

    @Test
    void aChangedErrorHandlingReachesTheRoutesThatUseIt() throws Exception {
        List<RouteFile> broken = List.of(failure("handled"), ASK, throwing());
        swap.swap(before, broken);
        assertThat(ask()).isEqualTo("handled");
        swap.swap(broken, List.of(failure("handled otherwise"), ASK, throwing()));
        assertThat(ask()).isEqualTo("handled otherwise");
    }

    @Test
    void callersOfADoorWaitWhileItsRouteIsReplaced() throws Exception {
        whileCalled(answer("two"));
    }

    @Test
    void aRouteThatIsCalledWithoutEndIsReplacedTogetherWithItsCaller() throws Exception {
        whileCalled(failure("otherwise"), answer("two"));
    }

    /** Calls from four threads, so that an exchange is nearly always inside each route. */
    private void whileCalled(RouteFile... changed) throws Exception {
        List<RouteFile> after = changedBy(changed);
        AtomicBoolean calling = new AtomicBoolean(true);
        List<CompletableFuture<Integer>> callers = Stream.generate(() -> CompletableFuture.supplyAsync(
                        () -> {
                            int many = 0;
                            while (calling.get()) {
                                assertThat(ask()).isIn("one", "two");
                                many++;
                            }
                            return many;
                        },
                        command -> new Thread(command).start()))
                .limit(4)
                .toList();
        try {
            for (int i = 0; i < 5; i++) {
                swap.swap(before, after);
                swap.swap(after, before);
            }
            swap.swap(before, after);
        } finally {
            calling.set(false);
        }
        for (CompletableFuture<Integer> caller : callers) {
            assertThat(caller.get()).isPositive();
        }
        assertThat(ask()).isEqualTo("two");
    }

    private List<RouteFile> changedBy(RouteFile... changed) {
        Map<String, RouteFile> files = new LinkedHashMap<>();
        before.forEach(file -> files.put(file.name(), file));
        for (RouteFile file : changed) {
            files.put(file.name(), file);
        }
        return List.copyOf(files.values());
    }

    @Test
    void whileAnExchangeDoesNotEndNothingIsReplaced() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        camel.getRegistry().bind("gate", new Gate(inside, end));
        RouteFile slow = file("n3/answer", """
                - route:
                    id: answer
                    from:
                      uri: direct:answer
                      steps:
                        - bean:
                            ref: gate
                            method: pass
                        - setBody:
                            constant: slow
                """);
        List<RouteFile> slowly = List.of(failure("handled"), ASK, slow);
        swap.swap(before, slowly);
        CompletableFuture<String> call = CompletableFuture.supplyAsync(this::ask);
        assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> swap.swap(slowly, before)).hasMessageContaining("has not ended in answer, ask");
        end.countDown();
        assertThat(call.get()).isEqualTo("slow");
        assertThat(ask()).isEqualTo("slow");
    }

    /** Holds an exchange inside its route. */
    public record Gate(CountDownLatch inside, CountDownLatch end) {
        /** Blocks all exchanges until the end. */
        public void pass() throws InterruptedException {
            inside.countDown();
            end.await();
        }
    }
}
