package org.hospitalhub.sandbox.ehealth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.hospitalhub.sandbox.Call;
import org.hospitalhub.sandbox.Reply;

/** The object store behind the signed URLs (eHealth contract §1.5): the signature covers method, name, content type and end. */
final class Storage {

    static final String PREFIX = "/storage/";

    private static final String PDF = "application/pdf";
    private static final int SECRET_BYTES = 32;
    private static final String MISMATCH =
            "The request signature we calculated does not match the signature you provided."
                    + " Check your Google secret key and signing method.";

    private final State state;
    private final InstantSource clock;
    private final byte[] secret = new byte[SECRET_BYTES];
    private boolean allExpired;

    Storage(State state, InstantSource clock) {
        this.state = state;
        this.clock = clock;
        new SecureRandom().nextBytes(secret);
    }

    /** Mischief: every signed URL counts as expired until the mischief ends. */
    void expireAll(boolean on) {
        allExpired = on;
    }

    /** Returns a URL for one upload, valid for the configured time. */
    String uploadUrl(ApiExchange exchange, String name) {
        return signed(exchange, "PUT", name, PDF);
    }

    /** Returns a URL for downloading an object, valid for the configured time. */
    String downloadUrl(ApiExchange exchange, String name) {
        return signed(exchange, "GET", name, "");
    }

    private String signed(ApiExchange exchange, String method, String name, String contentType) {
        String expires = String.valueOf(
                clock.instant().getEpochSecond() + state.settings().uploadSeconds());
        return exchange.base() + PREFIX + name + "?GoogleAccessId=sandbox&Expires=" + expires + "&Signature="
                + signature(method, name, contentType, expires);
    }

    /** Answers the store's own GET, HEAD and PUT, never in the service's envelope. */
    Reply answer(Call call) {
        String name = call.path().substring((EhealthSimulator.ROOT + PREFIX).length());
        String expires = call.param("Expires").orElse("0");
        boolean put = call.method().equals("PUT");
        String expected = signature(
                put ? "PUT" : "GET", name, put ? call.header("Content-Type").orElse("") : "", expires);
        if (!MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.US_ASCII),
                call.param("Signature").orElse("").getBytes(StandardCharsets.US_ASCII))) {
            return xml(403, "SignatureDoesNotMatch", MISMATCH);
        }
        if (allExpired || Long.parseLong(expires) < clock.instant().getEpochSecond()) {
            return xml(403, "ExpiredToken", "The provided token has expired.");
        }
        return switch (call.method()) {
            case "PUT" -> stored(name, call.body());
            case "GET", "HEAD" -> given(name);
            default -> xml(405, "MethodNotAllowed", "The specified method is not allowed against this resource.");
        };
    }

    private Reply stored(String name, byte[] body) {
        state.objects().put(name, body);
        return Reply.empty(200).with("ETag", "\"" + md5(body) + "\"");
    }

    private Reply given(String name) {
        byte[] object = state.objects().get(name);
        return object == null
                ? xml(404, "NoSuchKey", "The specified key does not exist.")
                : new Reply(
                        200,
                        Map.of("Content-Type", "application/octet-stream", "ETag", "\"" + md5(object) + "\""),
                        object);
    }

    /** Moves an object; false when there is none. */
    boolean move(String from, String to) {
        byte[] object = state.objects().remove(from);
        if (object == null) {
            return false;
        }
        state.objects().put(to, object);
        return true;
    }

    /** Returns whether the object is there and has this MD5 in lower-case hex. */
    boolean matches(String name, String md5) {
        byte[] object = state.objects().get(name);
        return object != null && md5(object).equals(md5);
    }

    /** Names of the objects that really lie there, in this order. */
    List<String> existing(List<String> names) {
        return names.stream().filter(state.objects()::containsKey).toList();
    }

    void put(String name, byte[] content) {
        state.objects().put(name, content);
    }

    static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String signature(String method, String name, String contentType, String expires) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            String text = String.join("\n", method, name, contentType, expires);
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Reply xml(int status, String code, String message) {
        return Reply.of(
                status,
                "application/xml; charset=UTF-8",
                "<?xml version='1.0' encoding='UTF-8'?><Error><Code>" + code + "</Code><Message>" + message
                        + "</Message></Error>");
    }
}
