package org.hospitalhub.commands.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.DoorClient;
import org.hospitalhub.calls.GuardedHttpClient;
import org.hospitalhub.calls.Request;
import org.hospitalhub.commands.console.CommandContext;
import org.hospitalhub.commands.console.CommandException;
import org.hospitalhub.commands.console.ExitCode;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.service.definition.Door;
import org.hospitalhub.service.engine.DoorClients;
import org.hospitalhub.service.engine.ServiceProgram;
import org.hospitalhub.service.engine.Signatures;
import org.hospitalhub.service.engine.TrialRun;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.keys.IdentityException;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** The running sandbox, as a trial calls it. */
final class SandboxStub {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int LARGEST_ANSWER = 20_000_000;

    private SandboxStub() {}

    /** Asks the sandbox for the settings with which it is called, and puts them before all others. */
    static void offer(ConfigurableEnvironment settings, String service) {
        String port = settings.getProperty("hub.sandbox.port", "8090");
        URI address = URI.create("http://127.0.0.1:" + port + "/sandbox/stub/" + service + "/settings");
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        GuardedHttpClient.Limits limits =
                new GuardedHttpClient.Limits(PATIENCE, PATIENCE, PATIENCE, LARGEST_ANSWER, false, false);
        try (DoorClient client = new DoorClient(new DoorClient.Settings(limits, null, null, 1), timer)) {
            Answer answer = client.send(Request.get(address));
            if (answer.status() != 200) {
                throw new CommandException(
                        ExitCode.FAILED,
                        "The sandbox on port " + port + " does not simulate " + service + " (HTTP " + answer.status()
                                + "). Start it with the same hub.services-dir.");
            }
            Map<String, Object> offered = new LinkedHashMap<>();
            JsonNode body = JsonMapper.builder().build().readTree(answer.body());
            body.properties()
                    .forEach(field ->
                            offered.put(field.getKey(), field.getValue().asText()));
            settings.getPropertySources().addFirst(new MapPropertySource("sandbox", offered));
        } catch (IOException unreachable) {
            throw new CommandException(
                    ExitCode.FAILED,
                    "No sandbox runs on port " + port
                            + ". Start it with: hub sandbox. Or print the request only: --dry.");
        } finally {
            timer.shutdownNow();
        }
    }

    /** Runs a trial against it. */
    static Outcome run(
            TrialRun run,
            ServiceProgram program,
            ConfigurableEnvironment settings,
            CommandContext context,
            TrialReport report) {
        program.definition().doors().values().forEach(door -> onThisMachine(program, door));
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try {
            Identities identities = new Identities(Binder.get(settings).bindOrCreate("hub", IdentitySettings.class));
            DoorClients clients = new DoorClients(
                    new DoorClients.Limits(PATIENCE, PATIENCE, PATIENCE, LARGEST_ANSWER),
                    timer,
                    identities,
                    new Signatures(identities, null, context.clock()),
                    DoorClients.nowhere(),
                    context.clock());
            return run.run(clients, context.pause(), report::request);
        } catch (IdentityException unusable) {
            throw new CommandException(ExitCode.FAILED, String.valueOf(unusable.getMessage()));
        } finally {
            timer.shutdownNow();
        }
    }

    /** A trial never calls the service itself. */
    private static void onThisMachine(ServiceProgram program, Door door) {
        boolean here = Stream.concat(Stream.of(door.url()), door.auth().elsewhere().stream())
                .allMatch(address -> program.settings().address(address).loopback());
        if (!here) {
            throw new CommandException(
                    ExitCode.FAILED,
                    "The door " + door.name() + " does not lead to the sandbox: use a setting for its address."
                            + " Nothing was sent.");
        }
    }
}
