package org.hospitalhub.sandbox.stub;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hospitalhub.sandbox.Call;
import org.hospitalhub.sandbox.Reply;
import org.hospitalhub.sandbox.Routes;
import org.hospitalhub.sandbox.Simulator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stubs of all services that have a definition, under {@code /stub/<service>/} on both ports. A definition is read at its
 * first call, and again when its file was changed.
 */
public final class StubSimulator implements Simulator {

    static final String ROOT = "/stub/";

    private static final Logger LOG = LoggerFactory.getLogger(StubSimulator.class);

    private final InstantSource time;
    private final DefinitionFiles files;
    private final Function<String, @Nullable String> configuration;
    private final Map<String, Loaded> loaded = new ConcurrentHashMap<>();

    /**
     * A definition that was read.
     *
     * @param stub stub; null when the definition cannot be read
     */
    record Loaded(long changed, @Nullable ServiceStub stub, String problem) {}

    /**
     * Creates the stubs of the definitions in the jar and in a folder.
     *
     * @param folder may be missing; its definitions replace those of the jar
     * @param configuration returns values of {@code hub.…} by name, which the stub then uses
     */
    public StubSimulator(InstantSource time, Path folder, Function<String, @Nullable String> configuration) {
        this.time = time;
        this.files = new DefinitionFiles(folder);
        this.configuration = configuration;
    }

    @Override
    public String name() {
        return "stub";
    }

    @Override
    public void register(Routes routes) {
        routes.on(Routes.ANY, ROOT, this::answer);
        routes.onTls(Routes.ANY, ROOT, this::answer);
        new StubControl(this, configuration).register(routes);
    }

    @Override
    public String summary() {
        String services =
                files.names().stream().map(name -> "/stub/" + name + "/").collect(Collectors.joining(", "));
        return StubControl.SUMMARY.formatted(services);
    }

    DefinitionFiles files() {
        return files;
    }

    /** Returns the stub of a service by its present definition; empty when there is none. */
    synchronized Optional<Loaded> stub(String name) {
        long changed = name.matches("[a-z][a-z0-9-]{0,40}") ? files.changed(name) : -1;
        if (changed < 0) {
            return Optional.empty();
        }
        Loaded present = loaded.get(name);
        if (present == null || present.changed != changed) {
            present = load(name, changed);
            loaded.put(name, present);
        }
        return Optional.of(present);
    }

    private Loaded load(String name, long changed) {
        try {
            String yaml = files.text(name);
            StubSettings settings = new StubSettings(name, DefinitionReader.settings(yaml), configuration);
            Definition definition =
                    new DefinitionReader(yaml, file -> files.text(name, file), settings::value).read(name);
            return new Loaded(changed, new ServiceStub(definition, settings, time), "");
        } catch (IOException | RuntimeException e) {
            String problem = "services/" + name + "/service.yaml cannot be played: " + e.getMessage();
            LOG.warn("The stub of {} answers 500: {}", name, problem);
            return new Loaded(changed, null, problem);
        }
    }

    private Reply answer(Call call) {
        String rest = call.path().substring(ROOT.length());
        int slash = rest.indexOf('/');
        String name = slash < 0 ? rest : rest.substring(0, slash);
        Optional<Loaded> found = stub(name);
        if (found.isEmpty()) {
            return Reply.text(404, "No definition has this name; there are " + files.names());
        }
        ServiceStub stub = found.get().stub();
        return stub == null
                ? Reply.text(500, found.get().problem())
                : stub.handle(call, slash < 0 ? "/" : rest.substring(slash));
    }
}
