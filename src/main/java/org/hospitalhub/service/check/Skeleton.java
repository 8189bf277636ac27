package org.hospitalhub.service.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Creates first versions of definitions, which pass the check. */
public final class Skeleton {

    /** The kinds of operations for which there is a skeleton. */
    public static final List<String> KINDS = List.of("ask", "order-and-poll", "submission", "signed-submission");

    /** The log-ins that stand in the header of a SOAP envelope. */
    private static final List<String> SOAP_LOG_INS = List.of("username-token", "x509-token");

    /** The log-ins for which there is a skeleton, by the word for them in a definition. */
    public static final List<String> LOG_INS = List.of(
            "none",
            "header",
            "query",
            "basic",
            "bearer",
            "oauth2-client-credentials",
            "oauth2-refresh",
            "client-certificate",
            "session",
            "challenge-sign-token",
            "digest",
            "hmac",
            "username-token",
            "x509-token",
            "jwt");

    private static final List<String> SOAP_KINDS = List.of("ask", "submission");
    private static final String MEDIA =
            "    media: application/json                # or application/xml, application/x-www-form-urlencoded, text/csv, …\n";
    private static final String SOAP_MEDIA = "    media: application/xml                 # SOAP 1.1\n"
            + "    content-type: text/xml; charset=utf-8\n"
            + "    accept: text/xml\n";

    private static final String SIGNER =
            "  signer: {type: identity, required: true, help: {en: \"Whose key signs: a name under hub.identities.\"}}\n";

    private Skeleton() {}

    /** Returns the kinds of operations for which there is a skeleton with a log-in. */
    public static List<String> kinds(String logIn) {
        return SOAP_LOG_INS.contains(logIn) ? SOAP_KINDS : KINDS;
    }

    /**
     * Returns the files of a new definition by their names.
     *
     * @param name name of the service
     * @param kind one of {@link #kinds}
     * @param logIn one of {@link #LOG_INS}
     */
    public static Map<String, String> files(String name, String kind, String logIn) {
        Map<String, String> files = new LinkedHashMap<>();
        String[] auth = read("log-in/" + logIn + ".yaml").split("---\n", -1);
        boolean soap = SOAP_LOG_INS.contains(logIn);
        String head = read("head.yaml")
                .replace("@log-in-settings@", auth[0])
                .replace("@media@", soap ? SOAP_MEDIA : MEDIA)
                .replace("@auth@", auth[1]);
        String definition = head + read((soap ? "soap-" : "") + kind + ".yaml");
        files.put(
                "service.yaml",
                definition
                        .replace("@settings@\n", kind.equals("signed-submission") ? SIGNER + "\n" : "\n")
                        .replace("@name@", name)
                        .replace("@title@", title(name))
                        .replace("@CODE@", name.toUpperCase(Locale.ROOT).replace('-', '_')));
        files.put(name + ".schema.json", read("payload.schema.json"));
        return files;
    }

    /** Returns the JSON Schema of definitions, for editors. */
    public static String schema() {
        return text("/services/service.schema.json");
    }

    private static String title(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1).replace('-', ' ');
    }

    private static String read(String file) {
        return text("/skeleton/" + file);
    }

    private static String text(String file) {
        try (InputStream text = Skeleton.class.getResourceAsStream(file)) {
            if (text == null) {
                throw new IllegalStateException("the program lacks " + file);
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
