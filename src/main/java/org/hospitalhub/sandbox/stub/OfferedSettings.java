package org.hospitalhub.sandbox.stub;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hospitalhub.sandbox.Call;
import org.hospitalhub.sandbox.stub.Definition.Door;
import org.jspecify.annotations.Nullable;

/** Returns the settings with which a hub on this machine calls the stub instead of the service. */
final class OfferedSettings {

    private static final String SIGNER = "stub-signer";
    private static final String CLIENT = "stub-client";

    private final ServiceStub stub;
    private final Function<String, @Nullable String> configuration;
    private final String plain;
    private final String secure;
    private final String certificates;
    private final Map<String, String> offered = new LinkedHashMap<>();

    private OfferedSettings(ServiceStub stub, Call call, Function<String, @Nullable String> configuration) {
        this.stub = stub;
        this.configuration = configuration;
        String name = StubSimulator.ROOT + stub.definition().name();
        this.plain = "http://" + call.header("Host").orElse("127.0.0.1:8090") + name;
        this.secure = "https://localhost:" + or(configuration.apply("hub.sandbox.tls-port"), "8093") + name;
        this.certificates = or(configuration.apply("hub.data-dir"), "./data") + "/sandbox/";
    }

    static Map<String, String> of(ServiceStub stub, Call call, Function<String, @Nullable String> configuration) {
        OfferedSettings settings = new OfferedSettings(stub, call, configuration);
        stub.settings().names().forEach(settings::offer);
        stub.definition().doors().values().forEach(settings::accounts);
        return settings.offered;
    }

    private static String or(@Nullable String value, String otherwise) {
        return value == null || value.isBlank() ? otherwise : value;
    }

    private void offer(String name) {
        String key = "hub." + stub.definition().name() + "." + name;
        switch (stub.settings().type(name)) {
            case "url" -> offered.put(key, url(name));
            case "identity" -> identity(key, name);
            case "file" -> offered.put(key, certificates + "nhif/ca.pem");
            case "text", "secret" -> {
                // Configured values are known to the hub already and may be real.
                String value = or(stub.settings().value(name), "");
                if (or(configuration.apply(key), "").isEmpty()
                        && stub.settings().isNeeded(name, value, doors())) {
                    offered.put(key, value);
                }
            }
            default -> {
                // has a default, or does not matter to the stub
            }
        }
    }

    /** Offers the accounts of the examples, whose refresh tokens are those that are valid now. */
    private void accounts(Door door) {
        String setting = door.auth().path("account").path("of").asText();
        for (String account : StubAccounts.names(stub.definition(), door)) {
            for (String key : StubAccounts.keys(door)) {
                boolean refresh = door.auth().path("refresh-token").asText().equals("{account." + key + "}");
                offered.put(
                        "hub." + stub.definition().name() + "." + setting + "." + account + "." + key,
                        refresh ? stub.logIns().refreshToken(door, account) : StubAccounts.value(account, key));
            }
        }
    }

    private String url(String setting) {
        String begin = "{settings." + setting + "}";
        for (Door door : stub.definition().doors().values()) {
            if (door.url().startsWith(begin)) {
                return door.mutualTls() ? secure : plain;
            }
        }
        // The address of another host is the beginning of a request's address, that of a token service is whole.
        boolean begins = stub.definition().doors().values().stream()
                .anyMatch(door -> door.auth().toString().contains(begin + "/"));
        return begins ? plain : plain + "/oauth/token";
    }

    private String doors() {
        return stub.definition().doors().values().stream()
                .map(door -> door.node().toString())
                .collect(Collectors.joining());
    }

    private void identity(String key, String setting) {
        boolean client = stub.definition().doors().values().stream()
                .anyMatch(door -> door.node().toString().contains("{settings." + setting + "}")
                        || (door.mutualTls() && door.node().toString().contains("{values.identity}")));
        String name = client ? CLIENT : SIGNER;
        offered.put(key, name);
        String prefix = "hub.identities." + name + ".";
        offered.put(prefix + "keystore", certificates + (client ? "nhif/authorised.p12" : "ehealth/clinic-owner.p12"));
        offered.put(prefix + "type", "PKCS12");
        offered.put(prefix + "password", "sandbox");
    }
}
