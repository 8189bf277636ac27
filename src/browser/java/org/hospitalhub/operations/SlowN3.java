package org.hospitalhub.operations;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** An N3 that answers the second question; it loses the answer to the order of one family. */
final class SlowN3 implements HttpHandler {

    static final String LOST = "Потеряев";

    private final Set<String> asked = ConcurrentHashMap.newKeySet();

    @Override
    public void handle(HttpExchange call) throws IOException {
        String body = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (body.contains(LOST)) {
            call.close();
        } else if (call.getRequestMethod().equals("POST")) {
            answer(call, "{\"Resource-URI\":\"%s/%s\"}".formatted(call.getRequestURI().getPath(), UUID.randomUUID()));
        } else if (asked.add(call.getRequestURI().getPath())) {
            answer(call, "{\"status\":\"В очереди\"}");
        } else {
            answer(call, "{\"status\":\"Выполнено\",\"snils\":\"11223344595\"}");
        }
    }

    private static void answer(HttpExchange call, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        call.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        call.sendResponseHeaders(200, bytes.length);
        call.getResponseBody().write(bytes);
        call.close();
    }
}
