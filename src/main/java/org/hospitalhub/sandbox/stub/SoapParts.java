package org.hospitalhub.sandbox.stub;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hospitalhub.sandbox.Call;

/** Puts the files that a SOAP message has beside its envelope (MTOM) into it. */
final class SoapParts {

    static final String MEDIA = "multipart/related";

    private static final Pattern ID = Pattern.compile("(?im)^Content-ID:\\s*<([^>]+)>");
    private static final Pattern INCLUDE = Pattern.compile(
            "<(?:\\w+:)?Include\\s[^>]*href=[\"']cid:([^\"']+)[\"'][^>]*?(?:/>|>\\s*</(?:\\w+:)?Include\\s*>)");

    private SoapParts() {}

    /** Returns a call with the whole envelope as its body; one that has no readable parts is returned unchanged. */
    static Call joined(Call call) {
        String media = call.header("Content-Type").orElse("");
        if (!Tree.type(media).equals(MEDIA)) {
            return call;
        }
        try {
            List<String> parts = MultipartTree.parts(media, call.body());
            Map<String, String> files = new LinkedHashMap<>();
            for (String part : parts) {
                Matcher id = ID.matcher(part);
                files.put(
                        id.find() ? id.group(1) : "",
                        Base64.getEncoder().encodeToString(content(part).getBytes(StandardCharsets.ISO_8859_1)));
            }
            String envelope = INCLUDE.matcher(content(parts.get(0)))
                    .replaceAll(include -> files.getOrDefault(include.group(1), "missing"));
            Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            headers.putAll(call.headers());
            headers.put("Content-Type", List.of("application/xml"));
            return new Call(
                    call.method(),
                    call.path(),
                    call.query(),
                    headers,
                    envelope.getBytes(StandardCharsets.ISO_8859_1),
                    call.remote(),
                    call.sslSession());
        } catch (IOException | IndexOutOfBoundsException unreadable) {
            return call;
        }
    }

    private static String content(String part) {
        return part.substring(part.indexOf("\r\n\r\n") + 4);
    }
}
