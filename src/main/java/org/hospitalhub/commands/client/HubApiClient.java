package org.hospitalhub.commands.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.hospitalhub.commands.console.CommandException;
import org.hospitalhub.commands.console.ExitCode;
import org.hospitalhub.tls.OutgoingTls;
import org.hospitalhub.tls.keys.IdentityException;
import org.jspecify.annotations.Nullable;

/**
 * Client of the API of a running hub. Every response that is not a success becomes a {@link CommandException} that says what
 * to do.
 */
final class HubApiClient {

    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** Longer than the longest {@code ?wait=}. */
    private static final Duration ANSWER = Duration.ofSeconds(150);

    /** A large file is acknowledged only when its last record is stored. */
    private static final Duration UPLOAD = Duration.ofHours(1);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI hub;
    private final String user;
    private final String password;
    private final HttpClient http;

    /**
     * Makes the way to a hub.
     *
     * @param trust PEM file with further authorities, null for Java's alone
     */
    HubApiClient(URI hub, String user, String password, @Nullable Path trust) {
        this.hub = hub;
        this.user = user;
        this.password = password;
        HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(CONNECT);
        try {
            if (trust != null) {
                client.sslContext(OutgoingTls.context(new OutgoingTls.Settings(trust, List.of(), List.of()), null));
            }
            this.http = client.build();
        } catch (IdentityException unreadable) {
            throw new CommandException(ExitCode.FAILED, "--trust: " + unreadable.getMessage());
        }
    }

    /** Returns whether a password is safe on the way there: TLS, or this machine. */
    static boolean keepsSecrets(URI address) {
        try {
            return "https".equals(address.getScheme())
                    || InetAddress.getByName(address.getHost()).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return true; // nothing will leave
        }
    }

    /** Makes a text fit for a path or a query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    String user() {
        return user;
    }

    JsonNode get(String path) {
        return json(text(request(path).GET()));
    }

    /** Reads an answer as it comes, for results that may be large. */
    InputStream read(String path) {
        HttpResponse<InputStream> answer = send(request(path).GET(), BodyHandlers.ofInputStream());
        if (answer.statusCode() == 200) {
            return answer.body();
        }
        try (InputStream body = answer.body()) {
            throw refused(answer.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException lost) {
            throw lost(lost);
        }
    }

    JsonNode post(String path, BodyPublisher body, Map<String, String> headers) {
        HttpRequest.Builder request = request(path).timeout(UPLOAD).POST(body);
        headers.forEach(request::header);
        return json(text(request));
    }

    private HttpRequest.Builder request(String path) {
        byte[] login = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return HttpRequest.newBuilder(URI.create(hub + path))
                .timeout(ANSWER)
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login))
                .header("Accept", "application/json, application/problem+json, */*");
    }

    private String text(HttpRequest.Builder request) {
        HttpResponse<String> answer = send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (answer.statusCode() < 200 || answer.statusCode() > 299) {
            throw refused(answer.statusCode(), answer.body());
        }
        return answer.body();
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> as) {
        try {
            return http.send(request.build(), as);
        } catch (IOException lost) {
            throw lost(lost);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandException(ExitCode.FAILED, "Interrupted.");
        }
    }

    private CommandException lost(IOException why) {
        String what;
        if (why instanceof SSLException) {
            what = " is not trusted or does not support TLS; check --url and --trust.";
        } else if (why instanceof HttpTimeoutException) {
            what = " did not answer in time; try again.";
        } else if (why instanceof ConnectException) {
            what = " cannot be reached; check that it runs and that --url (HUB_URL) is right.";
        } else {
            what = " closed the connection (" + why.getClass().getSimpleName() + "); try again.";
        }
        return new CommandException(ExitCode.FAILED, "The hub at " + hub + what);
    }

    private CommandException refused(int status, String body) {
        JsonNode problem = json(body);
        String said = said(problem);
        return switch (status) {
            case 401 -> new CommandException(ExitCode.DENIED, "Wrong user or password (401)." + said);
            case 403 ->
                new CommandException(ExitCode.DENIED, "The user " + user + " is not allowed to do this (403)." + said);
            case 404 -> new CommandException(ExitCode.NOT_FOUND, "Not found (404)." + said, problem.path("findings"));
            case 400, 409, 413, 415, 422 ->
                new CommandException(ExitCode.FINDINGS, "Refused (" + status + ")." + said, problem.path("findings"));
            default -> new CommandException(ExitCode.FAILED, "The hub failed (" + status + ")." + said);
        };
    }

    private static String said(JsonNode problem) {
        String detail = problem.path("detail").asText("");
        return detail.isEmpty() ? "" : " " + detail;
    }

    /** Returns the body as JSON; an empty tree for a body that is not JSON, such as a proxy's page. */
    private static JsonNode json(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException notJson) {
            return JSON.missingNode();
        }
    }
}
