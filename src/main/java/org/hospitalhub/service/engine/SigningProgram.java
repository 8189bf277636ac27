package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.hospitalhub.calls.media.BodyWriter;
import org.hospitalhub.calls.media.Media;
import org.hospitalhub.calls.media.MultipartMedia;
import org.hospitalhub.calls.tokens.JsonSignature;
import org.hospitalhub.service.definition.Sign;
import org.hospitalhub.service.definition.YamlValue;
import org.hospitalhub.service.expression.Expression;
import org.jspecify.annotations.Nullable;

/** A compiled declaration of a signature. Instances may be shared by threads. */
final class SigningProgram {

    private static final Set<String> FILE = Set.of("base64", "name", "media");

    private final Sign sign;
    private final @Nullable Text name;
    private final @Nullable Expression nameFound;
    private final @Nullable Tree of;
    private final @Nullable Text into;
    private final Map<String, Text> with = new LinkedHashMap<>();
    private final @Nullable Text id;
    private final String algorithm;
    private final Map<String, Text> fields = new LinkedHashMap<>();
    private final Duration lifetime;

    SigningProgram(Sign sign, SettingValues settings) {
        this.sign = sign;
        boolean setting = sign.identity().contains("{settings.");
        this.name = setting ? Text.of(sign.identity(), settings) : null;
        this.nameFound = setting ? null : Expression.compile(sign.identity());
        YamlValue signed = sign.of();
        this.of = signed == null || "body".equals(signed.text()) ? null : Tree.compile(signed, settings, "sign.of");
        this.into = sign.into() == null ? null : Text.of(sign.into(), settings);
        sign.with().forEach((field, text) -> with.put(field, Text.of(text, settings)));
        this.id = sign.id() == null ? null : Text.of(sign.id(), settings);
        this.algorithm = settings.resolve(sign.jws().algorithm());
        this.lifetime = settings.time(sign.jws().expires(), Duration.ofMinutes(5));
        sign.jws().fields().forEach((field, text) -> fields.put(field, Text.of(text, settings)));
    }

    /** Returns the request with the signed content or, with the signature in a header, the content as its body. */
    ServiceCall signed(ServiceCall call, StepProgram step, Scope scope, Signatures signatures) {
        if (isBeside()) {
            byte[] token = token(scope, scope.whole(Objects.requireNonNull(of)), signatures);
            return call.signed(call.body(), Map.of(Objects.requireNonNull(sign.header()), text(token)));
        }
        JsonNode made = step.body(scope);
        Charset charset = Charset.forName(step.door().charset());
        byte[] content = content(of == null ? made : scope.whole(of), step.media(), charset, scope);
        if (sign.header() != null) {
            return call.signed(content, Map.of(sign.header(), text(sign(scope, content, signatures))));
        }
        byte[] signed = sign(scope, content, signatures);
        ObjectNode beside = beside(step, made);
        return call.signed(
                step.media() == Media.MULTIPART
                        ? MultipartMedia.write(
                                withSigned(scope, beside, part(signed)),
                                RequestBuilder.boundary(Objects.requireNonNull(scope.work())))
                        : body(scope, signed, beside, step.media(), charset),
                Map.of());
    }

    /** Returns whether it is a token in a header, beside a body that it does not change. */
    boolean isBeside() {
        return isJwt() && sign.header() != null;
    }

    /** Returns a JSON Web Token with claims. */
    byte[] token(Scope scope, JsonNode claims, Signatures signatures) {
        return sign(scope, JwtClaims.completed(claims, scope.now(), lifetime), signatures);
    }

    private Map<String, String> protectedFields(Scope scope) {
        Map<String, String> rendered = new LinkedHashMap<>();
        fields.forEach((field, text) -> rendered.put(field, rendered(text, scope, "sign.protected")));
        return isJwt() ? JwtClaims.header(rendered) : rendered;
    }

    /** Returns a part with signed bytes: a file, unless a text is declared. */
    private JsonNode part(byte[] signed) {
        if (isJws() || "base64".equals(sign.encoding())) {
            return field(signed);
        }
        String type = isXml()
                ? Media.XML.type()
                : sign.scheme().equals("raw")
                        ? Media.BYTES.type()
                        : sign.detached() ? "application/pkcs7-signature" : "application/pkcs7-mime";
        return JsonNodeFactory.instance
                .objectNode()
                .put("base64", Base64.getEncoder().encodeToString(signed))
                .put("media", type);
    }

    private JsonNode field(byte[] signed) {
        return isJsonJws() ? flattened(signed) : JsonNodeFactory.instance.textNode(text(signed));
    }

    /** Returns the fields of the body that are sent beside the signature: only when they are not inside. */
    private ObjectNode beside(StepProgram step, JsonNode made) {
        boolean beside = into != null && (sign.detached() || (of != null && step.makesBody()));
        return beside && made instanceof ObjectNode own ? own.deepCopy() : JsonNodeFactory.instance.objectNode();
    }

    /** Returns the signed content, or a document with the signed content in a field. */
    byte[] body(Scope scope, byte[] signed, ObjectNode sent, Media media, Charset charset) {
        if (into == null && isJsonJws()) {
            return flattened(signed).toString().getBytes(StandardCharsets.UTF_8);
        }
        if (into == null) {
            return "base64".equals(sign.encoding()) ? Base64.getEncoder().encode(signed) : signed;
        }
        return BodyWriter.write(withSigned(scope, sent, field(signed)), media, charset);
    }

    private ObjectNode withSigned(Scope scope, ObjectNode sent, JsonNode value) {
        sent.set(rendered(Objects.requireNonNull(into), scope, "sign.into"), value);
        with.forEach((name, text) -> sent.put(name, rendered(text, scope, "sign.with")));
        return sent;
    }

    /** Returns the content before signing, as text. */
    String preview(StepProgram step, Scope scope) {
        Charset charset = Charset.forName(step.door().charset());
        byte[] content = content(of == null ? step.body(scope) : scope.whole(of), step.media(), charset, scope);
        return new String(content, isXml() ? StandardCharsets.UTF_8 : charset);
    }

    /** Returns a description of the signature and of what is sent beside it. */
    String how(StepProgram step, Scope scope) {
        ObjectNode beside = beside(step, step.body(scope));
        with.forEach((field, text) -> beside.put(field, text.render(scope)));
        return sign.scheme()
                + (sign.detached() ? ", detached" : "")
                + (sign.header() != null
                        ? ", in the header " + sign.header()
                        : sign.into() == null ? ", as the body" : ", into " + sign.into())
                + (beside.isEmpty() ? "" : ", beside " + beside);
    }

    /** Returns the signed content. */
    byte[] sign(Scope scope, byte[] content, Signatures signatures) {
        if (id != null) {
            return signatures.element(identity(scope), content, rendered(id, scope, "sign.id"), sign.after());
        }
        if (!isJws()) {
            return signatures.sign(identity(scope), sign.scheme(), sign.detached(), content);
        }
        boolean detached = sign.detached() || sign.header() != null;
        String compact =
                signatures.jws(identity(scope), algorithm, protectedFields(scope), detached && !isJwt(), content);
        return compact.getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns the content to sign at a log-in: the value of {@code of}, else the challenge itself. */
    byte[] challenge(Scope scope, JsonNode challenge, Media media) {
        return content(of == null ? challenge : LogInRequests.made(of, scope), media, StandardCharsets.UTF_8, scope);
    }

    /** Returns the bytes to sign: those of a file, a text unchanged, a tree as it is sent (in a form, or a JWT: as JSON). */
    private byte[] content(JsonNode content, Media media, Charset charset, Scope scope) {
        if (content.isNull() || content.isMissingNode()) {
            throw new UnsignableException("There is nothing to sign: sign.of or body gives no content.", false, null);
        }
        if (isJwt()) {
            return JwtClaims.completed(content, scope.now(), lifetime);
        }
        if (media == Media.BYTES || isFile(content)) {
            return BodyWriter.write(content, Media.BYTES, charset);
        }
        if (content.isTextual()) {
            return content.textValue().getBytes(isXml() ? StandardCharsets.UTF_8 : charset);
        }
        return BodyWriter.write(content, isXml() ? Media.XML : media == Media.MULTIPART ? Media.JSON : media, charset);
    }

    /** Returns whether a tree is a file of the order ({@code .report}), or written like one. */
    private static boolean isFile(JsonNode content) {
        return content.path("base64").isTextual()
                && content.properties().stream().allMatch(field -> FILE.contains(field.getKey()));
    }

    /** Returns signed bytes as text: XML and JWS unchanged unless base64 is declared, anything else as base64. */
    String text(byte[] signed) {
        return (isXml() || isJws()) && !"base64".equals(sign.encoding())
                ? new String(signed, StandardCharsets.UTF_8)
                : Base64.getEncoder().encodeToString(signed);
    }

    private static ObjectNode flattened(byte[] compact) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        JsonSignature.flattened(new String(compact, StandardCharsets.US_ASCII)).forEach(fields::put);
        return fields;
    }

    private boolean isJwt() {
        return sign.scheme().equals("jwt");
    }

    private boolean isJws() {
        return sign.scheme().equals("jws") || isJwt();
    }

    private boolean isJsonJws() {
        return isJws() && "json".equals(sign.encoding());
    }

    private boolean isXml() {
        return sign.scheme().startsWith("xmldsig");
    }

    private String identity(Scope scope) {
        JsonNode found = nameFound == null ? null : scope.value(nameFound);
        String identity = name != null
                ? rendered(name, scope, "sign.identity")
                : found != null && found.isTextual() ? found.textValue() : "";
        if (identity.isBlank()) {
            throw new UnsignableException("Nobody is named who signs: sign.identity gives no name.", false, null);
        }
        return identity;
    }

    private static String rendered(Text text, Scope scope, String key) {
        String value = text.render(scope);
        if (value == null || value.isEmpty()) {
            throw new UnsignableException("A value of " + key + " is missing.", false, null);
        }
        return value;
    }
}
