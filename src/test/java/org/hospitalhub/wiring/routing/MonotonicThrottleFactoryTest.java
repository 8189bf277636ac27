package org.hospitalhub.wiring.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.processor.ThrottlerRejectedExecutionException;
import org.apache.camel.spi.ProcessorFactory;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.hospitalhub.wiring.RunningHub;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MonotonicThrottleFactoryTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final AtomicLong ticks = new AtomicLong(Long.MAX_VALUE - 3);
    private final MonotonicWindow window = new MonotonicWindow(MINUTE, ticks::get);
    private final DefaultCamelContext camel = new DefaultCamelContext();

    @AfterEach
    void stop() {
        camel.stop();
    }

    private void pass(Duration time) {
        ticks.addAndGet(time.toNanos());
    }

    private List<Duration> ask(int times, int limit) {
        return IntStream.range(0, times).mapToObj(n -> window.ask(limit)).toList();
    }

    @Test
    void noPeriodHoldsMoreThanTheLimit() {
        assertThat(ask(30, 50)).containsOnly(Duration.ZERO);
        pass(Duration.ofSeconds(20));
        assertThat(ask(20, 50)).containsOnly(Duration.ZERO);
        assertThat(window.ask(50)).isEqualTo(Duration.ofSeconds(40));
        pass(Duration.ofSeconds(40));
        assertThat(ask(30, 50)).containsOnly(Duration.ZERO);
        assertThat(window.ask(50)).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void aLimitThatBecomesSmallerHoldsAtOnce() {
        assertThat(ask(10, 10)).containsOnly(Duration.ZERO);
        pass(Duration.ofSeconds(30));
        assertThat(window.ask(2)).isEqualTo(Duration.ofSeconds(30));
    }

    private ProducerTemplate route(String throttle) throws Exception {
        camel.getCamelContextExtension()
                .addContextPlugin(ProcessorFactory.class, new MonotonicThrottleFactory(ticks::get));
        PluginHelper.getRoutesLoader(camel)
                .loadRoutes(ResourceHelper.fromString("limited.camel.yaml", """
                - route:
                    id: limited
                    from:
                      uri: direct:limited
                      steps:
                        - throttle: {%s}
                        - setBody: {constant: passed}
                """.formatted(throttle)));
        camel.start();
        return camel.createProducerTemplate();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mode: TotalRequests, ", ""})
    void aThrottleOfARouteCountsWithTheTicks(String mode) throws Exception {
        ProducerTemplate template = route(mode + "constant: 2, timePeriodMillis: 60000, rejectExecution: true");
        assertThat(template.requestBody("direct:limited", "", String.class)).isEqualTo("passed");
        assertThat(template.requestBody("direct:limited", "", String.class)).isEqualTo("passed");
        Exchange third = template.send("direct:limited", exchange -> {});
        assertThat(third.getException()).isInstanceOf(ThrottlerRejectedExecutionException.class);
        // The wall clock has hardly moved: only the ticks free the window.
        pass(MINUTE);
        assertThat(template.requestBody("direct:limited", "", String.class)).isEqualTo("passed");
    }

    @Test
    void aFullWindowIsWaitedFor() throws Exception {
        ProducerTemplate template = route("mode: TotalRequests, constant: 1, timePeriodMillis: 60000");
        template.requestBody("direct:limited", "");
        Thread later = new Thread(() -> pass(MINUTE.minusMillis(1)));
        pass(MINUTE.minusMillis(5));
        later.start();
        assertThat(template.requestBody("direct:limited", "", String.class)).isEqualTo("passed");
    }

    @Test
    void theHubItselfThrottlesSo() {
        assertThat(PluginHelper.getProcessorFactory(RunningHub.shared().bean(CamelContext.class)))
                .isInstanceOf(MonotonicThrottleFactory.class);
    }

    @ParameterizedTest
    @ValueSource(strings = "service/service-call")
    void everyCallRouteShowsItsThrottle(String route) throws Exception {
        assertThat(Files.readString(Path.of("routes", route + ".camel.yaml")))
                .contains("- throttle:")
                .contains("mode: TotalRequests");
    }
}
